/**
 * The schema at run time: its messages and what they mean to gateways, and JSON made from it.
 *
 * <p>Everything here is driven by the schema's intermediate representation; no message is listed in
 * code.
 */
@NullMarked
package io.seriba.schema;

import org.jspecify.annotations.NullMarked;

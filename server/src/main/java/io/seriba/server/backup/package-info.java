/**
 * Backups: one zip file with a server's journal and its newest snapshot, as they lie in the data
 * directory. Nothing secret but what the journal holds is in it: no key of tokens.
 */
@NullMarked
package io.seriba.server.backup;

import org.jspecify.annotations.NullMarked;

/**
 * PostgreSQL: what was decided, in tables for people. {@link
 * io.seriba.persistence.postgres.Database} is the way there, {@link
 * io.seriba.persistence.postgres.PostgresProjection} writes, {@link
 * io.seriba.persistence.postgres.RebuildDatabase} writes all of it anew, {@link
 * io.seriba.persistence.postgres.AuditVerifier} checks the audit log.
 *
 * <p>The tables are made by the migrations in {@code db/migration}, which say what each is for.
 *
 * <h2>How a batch is written</h2>
 *
 * Each domain has a slice that turns its events into rows: of tables that only grow ({@code
 * AppendTable}) one after the other; of tables whose rows change ({@code PatchTable}) what each row
 * has come to at the end of the batch; of lists that are replaced as a whole ({@code ReplaceTable})
 * the last. Everything goes to the database by {@code COPY} in its binary format: rows to add
 * straight into their table, changes into a temporary table and from there by one statement. The
 * first statement of the transaction moves the watermark from where this follower thinks it is to
 * the batch's end, and must hit one row: so whatever dies, and whoever else writes, the effects of
 * each command are in the tables once.
 */
@NullMarked
package io.seriba.persistence.postgres;

import org.jspecify.annotations.NullMarked;

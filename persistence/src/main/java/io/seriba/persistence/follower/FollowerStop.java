package io.seriba.persistence.follower;

/**
 * Why a follower stopped by itself.
 *
 * @param sequence the last command that it had applied
 * @param reason what is wrong and what to do
 * @param cause what was thrown
 */
public record FollowerStop(long sequence, String reason, Throwable cause) {}

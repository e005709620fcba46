package io.seriba.server;

import io.seriba.gateway.ws.Tokens;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;

/** The secret for tokens that {@code --dev} makes: a file that only its owner can read. */
public final class DevSecret {
  private static final int BYTES = 48;

  private DevSecret() {}

  /** Returns a new secret, as text that can be put into a file or variable. */
  public static byte[] random() {
    byte[] bytes = new byte[BYTES];
    new SecureRandom().nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encode(bytes);
  }

  /**
   * Returns the secret in the file, if there is one.
   *
   * @throws StartException if there is a file, but no secret in it
   */
  public static Optional<byte[]> read(Path file) throws StartException {
    try {
      return Optional.of(readFile(file));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw unusable(file, e);
    }
  }

  /**
   * Returns the secret in the file; makes file and directory if they aren't there.
   *
   * @throws StartException if that can't be done
   */
  public static byte[] readOrCreate(Path file) throws StartException {
    Optional<byte[]> present = read(file);
    if (present.isPresent()) {
      return present.get();
    }
    try {
      return create(file);
    } catch (IOException e) {
      throw unusable(file, e);
    }
  }

  private static byte[] readFile(Path file) throws IOException, StartException {
    byte[] secret = Files.readString(file).strip().getBytes(StandardCharsets.UTF_8);
    if (secret.length < Tokens.MIN_SECRET_BYTES) {
      throw new StartException(
          "the secret for tokens in %s has %d bytes, must have at least %d. Remove the file: `seriba run --dev` makes it anew"
              .formatted(file, secret.length, Tokens.MIN_SECRET_BYTES));
    }
    return secret;
  }

  private static StartException unusable(Path file, IOException e) {
    return new StartException(
        "the secret for tokens, %s, can't be read or made: %s. May this user write to that directory?"
            .formatted(file, e),
        e);
  }

  private static byte[] create(Path file) throws IOException, StartException {
    Path directory = file.toAbsolutePath().getParent();
    if (directory != null) {
      Files.createDirectories(directory);
    }
    byte[] secret = random();
    boolean posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
    FileAttribute<?>[] ownerOnly =
        posix
            ? new FileAttribute<?>[] {
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
            }
            : new FileAttribute<?>[0];
    try {
      Files.createFile(file, ownerOnly);
    } catch (FileAlreadyExistsException e) {
      // another process was quicker: its secret it is
      return readFile(file);
    }
    Files.write(file, secret, StandardOpenOption.WRITE);
    return secret;
  }
}

package io.seriba.server;

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

  /** Returns the secret in the file, if there is one. */
  public static Optional<byte[]> read(Path file) throws IOException {
    try {
      return Optional.of(Files.readString(file).strip().getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /** Returns the secret in the file; makes file and directory if they aren't there. */
  public static byte[] readOrCreate(Path file) throws IOException {
    Optional<byte[]> present = read(file);
    if (present.isPresent()) {
      return present.get();
    }
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
      return read(file).orElseThrow(() -> e);
    }
    Files.write(file, secret, StandardOpenOption.WRITE);
    return secret;
  }
}

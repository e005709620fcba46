package io.seriba.server.config;

import io.seriba.gateway.ws.Tokens;
import io.seriba.gateway.ws.Tokens.Audience;
import io.seriba.host.Clock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.util.Arrays;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What tokens are signed with: a secret, an Ed25519 key, or nothing. Holds the keys in memory. */
public final class TokenKeys {
  /** A key file is longer than any key: it's another file. */
  private static final int MAX_FILE_LENGTH = 64 << 10;

  private final byte @Nullable [] secret;
  private final @Nullable PublicKey publicKey;
  private final @Nullable PrivateKey privateKey;
  private final Audience audience;

  private TokenKeys(
      byte @Nullable [] secret,
      @Nullable PublicKey publicKey,
      @Nullable PrivateKey privateKey,
      Audience audience) {
    this.secret = secret;
    this.publicKey = publicKey;
    this.privateKey = privateKey;
    this.audience = audience;
  }

  /** Reads the section {@code tokens}. */
  static TokenKeys read(Settings settings) {
    String secretFile = settings.text("tokens.hs256-secret-file");
    String secret = settings.secret("tokens.hs256-secret");
    String publicFile = settings.text("tokens.ed25519-public-key-file");
    String privateFile = settings.text("tokens.ed25519-private-key-file");
    Audience audience =
        new Audience(
            emptyToNull(settings.text("tokens.issuer")),
            emptyToNull(settings.text("tokens.audience")));
    long given = Stream.of(secretFile, secret, publicFile).filter(text -> !text.isEmpty()).count();
    if (given > 1) {
      settings.problem(
          "only one of tokens.hs256-secret-file, tokens.hs256-secret and"
              + " tokens.ed25519-public-key-file may be set");
    } else if (!privateFile.isEmpty() && publicFile.isEmpty()) {
      settings.problem(
          "tokens.ed25519-private-key-file is set; tokens.ed25519-public-key-file must be too");
    }
    byte[] bytes = secret.isEmpty() ? null : secret.getBytes(StandardCharsets.UTF_8);
    if (!secretFile.isEmpty()) {
      bytes = trimEnd(readFile("tokens.hs256-secret-file", secretFile, settings));
    }
    if (bytes != null && bytes.length < Tokens.MIN_SECRET_BYTES) {
      settings.problem(
          "%s has %d bytes, must have at least %d"
              .formatted(
                  secret.isEmpty() ? "the secret in " + secretFile : "tokens.hs256-secret",
                  bytes.length,
                  Tokens.MIN_SECRET_BYTES));
    }
    PublicKey publicKey =
        key("tokens.ed25519-public-key-file", publicFile, settings, Tokens::publicKey);
    PrivateKey privateKey =
        key("tokens.ed25519-private-key-file", privateFile, settings, Tokens::privateKey);
    if (publicKey != null && privateKey != null && !Tokens.isPair(publicKey, privateKey)) {
      settings.problem(
          "tokens.ed25519-private-key-file and tokens.ed25519-public-key-file aren't halves of"
              + " one key");
    }
    return new TokenKeys(bytes, publicKey, privateKey, audience);
  }

  private static @Nullable String emptyToNull(String text) {
    return text.isEmpty() ? null : text;
  }

  private static <K> @Nullable K key(
      String key, String file, Settings settings, Function<String, K> parse) {
    if (file.isEmpty()) {
      return null;
    }
    byte[] bytes = readFile(key, file, settings);
    if (bytes == null) {
      return null;
    }
    try {
      return parse.apply(new String(bytes, StandardCharsets.US_ASCII));
    } catch (IllegalArgumentException e) {
      settings.problem(key + " is " + file + ": " + e.getMessage());
      return null;
    }
  }

  private static byte @Nullable [] readFile(String key, String file, Settings settings) {
    try {
      Path path = Path.of(file);
      if (Files.size(path) > MAX_FILE_LENGTH) {
        settings.problem(key + " is " + file + ", which is too long for a key");
        return null;
      }
      return Files.readAllBytes(path);
    } catch (IOException | InvalidPathException e) {
      settings.problem(key + " is " + file + ", which can't be read: " + e.getMessage());
      return null;
    }
  }

  /** Leaves out line breaks at the end, which an editor puts there. */
  private static byte @Nullable [] trimEnd(byte @Nullable [] bytes) {
    if (bytes == null) {
      return null;
    }
    int length = bytes.length;
    while (length > 0 && (bytes[length - 1] == '\n' || bytes[length - 1] == '\r')) {
      length--;
    }
    return Arrays.copyOf(bytes, length);
  }

  /** Tells whether there is a key at all. */
  public boolean configured() {
    return secret != null || publicKey != null;
  }

  /** Returns the same audience with a secret instead of the keys. */
  public TokenKeys withSecret(byte[] secret) {
    return new TokenKeys(secret.clone(), null, null, audience);
  }

  /**
   * Makes the checker, and minter where that can be.
   *
   * @throws IllegalStateException if no key is configured
   */
  public Tokens tokens(Clock clock) {
    if (secret != null) {
      return Tokens.hs256(secret, audience, clock);
    }
    if (publicKey != null) {
      return Tokens.ed25519(publicKey, privateKey, audience, clock);
    }
    throw new IllegalStateException("no key for tokens");
  }
}

package io.seriba.gateway.ws;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.seriba.host.Clock;
import io.seriba.sbe.Role;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Checks, and for development mints, the JSON Web Tokens that open sessions. Thread-safe.
 *
 * <p>The algorithm is the one this was made with, HS256 or EdDSA over Ed25519; a token that names
 * any other, {@code none} included, is refused before its signature is looked at, and a key is
 * never used for an algorithm that it wasn't given for.
 *
 * <p>Claims: {@code sub} is the account's id in decimal digits, {@code role} one of viewer, bidder,
 * auctioneer and admin, {@code exp} is required, {@code nbf} is honoured; {@code iss} and {@code
 * aud} must be the configured ones, if any are. Times are whole seconds, without leeway.
 */
public final class Tokens {

  /** Bytes of the shortest HS256 secret: RFC 7518 asks for a key as long as the hash. */
  public static final int MIN_SECRET_BYTES = 32;

  private static final long MICROS_PER_MILLI = 1_000;

  private final JWSAlgorithm algorithm;
  private final JWSVerifier verifier;
  private final @Nullable JWSSigner signer;
  private final Audience audience;
  private final Clock clock;

  /**
   * What tokens are bound to, besides the key.
   *
   * @param issuer what {@code iss} must be; null: anything
   * @param audience what {@code aud} must be or contain; null: anything
   */
  public record Audience(@Nullable String issuer, @Nullable String audience) {
    /** Neither is asked for. */
    public static final Audience ANY = new Audience(null, null);
  }

  private Tokens(
      JWSAlgorithm algorithm,
      JWSVerifier verifier,
      @Nullable JWSSigner signer,
      Audience audience,
      Clock clock) {
    this.algorithm = algorithm;
    this.verifier = verifier;
    this.signer = signer;
    this.audience = audience;
    this.clock = clock;
  }

  /**
   * Tokens signed with a secret that issuer and gateway share.
   *
   * @param secret at least {@link #MIN_SECRET_BYTES} bytes
   */
  public static Tokens hs256(byte[] secret, Audience audience, Clock clock) {
    if (secret.length < MIN_SECRET_BYTES) {
      throw new IllegalArgumentException(
          "the HS256 secret has %d bytes; it needs at least %d"
              .formatted(secret.length, MIN_SECRET_BYTES));
    }
    try {
      return new Tokens(
          JWSAlgorithm.HS256, new MACVerifier(secret), new MACSigner(secret), audience, clock);
    } catch (JOSEException e) {
      throw new IllegalArgumentException("the HS256 secret isn't usable: " + e.getMessage(), e);
    }
  }

  /**
   * Tokens signed with an Ed25519 key pair; the gateway needs only the public half.
   *
   * @param privateKey to mint with; null where nothing is minted
   */
  public static Tokens ed25519(
      PublicKey publicKey, @Nullable PrivateKey privateKey, Audience audience, Clock clock) {
    JWSSigner signer = privateKey == null ? null : new Ed25519.Signer(privateKey);
    return new Tokens(JWSAlgorithm.EdDSA, new Ed25519.Verifier(publicKey), signer, audience, clock);
  }

  /**
   * Reads an Ed25519 public key as {@code openssl pkey -pubout} writes it.
   *
   * @throws IllegalArgumentException if it isn't one
   */
  public static PublicKey publicKey(String pem) {
    try {
      return KeyFactory.getInstance("Ed25519")
          .generatePublic(new X509EncodedKeySpec(pemBody(pem, "PUBLIC KEY")));
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("not an Ed25519 public key: " + e.getMessage(), e);
    }
  }

  /**
   * Reads an Ed25519 private key as {@code openssl genpkey -algorithm ed25519} writes it.
   *
   * @throws IllegalArgumentException if it isn't one
   */
  public static PrivateKey privateKey(String pem) {
    try {
      return KeyFactory.getInstance("Ed25519")
          .generatePrivate(new PKCS8EncodedKeySpec(pemBody(pem, "PRIVATE KEY")));
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("not an Ed25519 private key: " + e.getMessage(), e);
    }
  }

  /** Tells whether two Ed25519 keys are halves of one: what one signs, the other verifies. */
  public static boolean isPair(PublicKey publicKey, PrivateKey privateKey) {
    JWSHeader header = new JWSHeader(JWSAlgorithm.EdDSA);
    byte[] content = {1};
    try {
      return new Ed25519.Verifier(publicKey)
          .verify(header, content, new Ed25519.Signer(privateKey).sign(header, content));
    } catch (JOSEException e) {
      return false;
    }
  }

  private static byte[] pemBody(String pem, String label) {
    String begin = "-----BEGIN " + label + "-----";
    String end = "-----END " + label + "-----";
    String text = pem.strip();
    if (!text.startsWith(begin) || !text.endsWith(end)) {
      throw new IllegalArgumentException("the key must stand between " + begin + " and " + end);
    }
    return Base64.getMimeDecoder()
        .decode(text.substring(begin.length(), text.length() - end.length()));
  }

  /**
   * Says who a token stands for.
   *
   * @throws TokenRefusedException if it stands for nobody, with the reason
   */
  public Identity verify(String token) throws TokenRefusedException {
    try {
      SignedJWT jwt = SignedJWT.parse(token);
      if (!algorithm.equals(jwt.getHeader().getAlgorithm())) {
        throw new TokenRefusedException("alg must be " + algorithm);
      }
      if (!jwt.verify(verifier)) {
        throw new TokenRefusedException("wrong signature");
      }
      return identity(jwt.getJWTClaimsSet());
    } catch (ParseException | IllegalArgumentException e) {
      throw new TokenRefusedException("not a signed token");
    } catch (JOSEException e) {
      throw new TokenRefusedException("the signature can't be checked");
    }
  }

  private Identity identity(JWTClaimsSet claims) throws ParseException, TokenRefusedException {
    long now = clock.micros();
    Date expires = claims.getExpirationTime();
    if (expires == null) {
      throw new TokenRefusedException("exp is missing");
    }
    long expiresAt = micros(expires);
    if (expiresAt <= now) {
      throw new TokenRefusedException("token expired");
    }
    Date notBefore = claims.getNotBeforeTime();
    if (notBefore != null && micros(notBefore) > now) {
      throw new TokenRefusedException("token not valid yet");
    }
    if (audience.issuer() != null && !audience.issuer().equals(claims.getIssuer())) {
      throw new TokenRefusedException("wrong iss");
    }
    if (audience.audience() != null && !claims.getAudience().contains(audience.audience())) {
      throw new TokenRefusedException("wrong aud");
    }
    return new Identity(account(claims.getSubject()), role(claims), expiresAt);
  }

  private static long micros(Date date) {
    long millis = date.toInstant().toEpochMilli();
    // a date beyond what microseconds can say lies too far away to matter
    return millis > Long.MAX_VALUE / MICROS_PER_MILLI
        ? Long.MAX_VALUE
        : Math.max(millis, 0) * MICROS_PER_MILLI;
  }

  private static long account(@Nullable String subject) throws TokenRefusedException {
    if (subject != null && !subject.isEmpty() && subject.length() <= 19) {
      long account = 0;
      for (int i = 0; i < subject.length() && account >= 0; i++) {
        char digit = subject.charAt(i);
        account = digit >= '0' && digit <= '9' ? account * 10 + (digit - '0') : -1;
      }
      if (account > 0 && account < Long.MAX_VALUE) {
        return account;
      }
    }
    throw new TokenRefusedException("sub must be an account's id");
  }

  private static Role role(JWTClaimsSet claims) throws ParseException, TokenRefusedException {
    String name = claims.getStringClaim("role");
    for (Role role : Role.values()) {
      if (role != Role.NULL_VAL && lower(role).equals(name)) {
        return role;
      }
    }
    throw new TokenRefusedException("role must be viewer, bidder, auctioneer or admin");
  }

  /**
   * Makes a token, for development.
   *
   * @param account its account, from 1
   * @param validity how long it opens sessions, from now, at least a second
   * @throws IllegalStateException if this has no private key
   */
  public String mint(long account, Role role, Duration validity) {
    if (signer == null) {
      throw new IllegalStateException("minting needs the private key; only the public one is here");
    }
    if (account < 1 || account == Long.MAX_VALUE || validity.toSeconds() < 1) {
      throw new IllegalArgumentException(
          "account is %d and must be 1..2^63-2; validity is %s and must be at least 1 s"
              .formatted(account, validity));
    }
    Instant now = Instant.ofEpochMilli(clock.micros() / MICROS_PER_MILLI);
    JWTClaimsSet.Builder claims =
        new JWTClaimsSet.Builder()
            .subject(Long.toString(account))
            .claim("role", lower(role))
            .issueTime(Date.from(now))
            .expirationTime(Date.from(now.plus(validity)));
    if (audience.issuer() != null) {
      claims.issuer(audience.issuer());
    }
    if (audience.audience() != null) {
      claims.audience(audience.audience());
    }
    try {
      SignedJWT jwt = new SignedJWT(new JWSHeader(algorithm), claims.build());
      jwt.sign(signer);
      return jwt.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException("the token can't be signed: " + e.getMessage(), e);
    }
  }

  private static String lower(Role role) {
    return role.name().toLowerCase(Locale.ROOT);
  }
}

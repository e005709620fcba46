package io.seriba.gateway.ws;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.seriba.gateway.ws.Tokens.Audience;
import io.seriba.host.Clock;
import io.seriba.sbe.Role;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokensTest {
  private static final long NOW = 1_700_000_000_000_000L;
  private static final Clock CLOCK = () -> NOW;
  private static final byte[] SECRET = "0123456789abcdef0123456789abcdef".getBytes(US_ASCII);
  private static final Tokens HS256 = Tokens.hs256(SECRET, Audience.ANY, CLOCK);

  private static KeyPair keyPair() {
    try {
      return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static String pem(String label, Key key) {
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(label, Base64.getMimeEncoder().encodeToString(key.getEncoded()), label);
  }

  private static Date at(long secondsFromNow) {
    return Date.from(Instant.ofEpochMilli(NOW / 1000).plusSeconds(secondsFromNow));
  }

  private static JWTClaimsSet.Builder claims() {
    return new JWTClaimsSet.Builder().subject("42").claim("role", "bidder").expirationTime(at(60));
  }

  private static String signed(JWSAlgorithm algorithm, JWSSigner signer, JWTClaimsSet claims) {
    try {
      SignedJWT jwt = new SignedJWT(new JWSHeader(algorithm), claims);
      jwt.sign(signer);
      return jwt.serialize();
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
  }

  private static String signed(Consumer<JWTClaimsSet.Builder> change) {
    JWTClaimsSet.Builder claims = claims();
    change.accept(claims);
    try {
      return signed(JWSAlgorithm.HS256, new MACSigner(SECRET), claims.build());
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
  }

  private static void assertRefused(String reason, Tokens tokens, String token) {
    var refused = assertThrows(TokenRefusedException.class, () -> tokens.verify(token));
    assertEquals(reason, refused.reason());
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NULL_VAL")
  void whatIsMintedVerifies(Role role) throws TokenRefusedException {
    KeyPair pair = keyPair();
    Audience audience = new Audience("https://issuer.example", "seriba");
    for (Tokens tokens :
        new Tokens[] {
          HS256,
          Tokens.hs256(SECRET, audience, CLOCK),
          Tokens.ed25519(pair.getPublic(), pair.getPrivate(), audience, CLOCK)
        }) {
      String token = tokens.mint(42, role, Duration.ofMinutes(1));
      assertEquals(new Identity(42, role, NOW + 60_000_000), tokens.verify(token));
    }
  }

  @Test
  void keysAreReadFromPem() throws TokenRefusedException {
    KeyPair pair = keyPair();
    Tokens issuer =
        Tokens.ed25519(
            Tokens.publicKey(pem("PUBLIC KEY", pair.getPublic())),
            Tokens.privateKey(pem("PRIVATE KEY", pair.getPrivate())),
            Audience.ANY,
            CLOCK);
    assertTrue(Tokens.isPair(pair.getPublic(), pair.getPrivate()));
    assertFalse(Tokens.isPair(pair.getPublic(), keyPair().getPrivate()));
    Tokens gateway = Tokens.ed25519(pair.getPublic(), null, Audience.ANY, CLOCK);
    String token = issuer.mint(1, Role.ADMIN, Duration.ofMinutes(1));
    assertEquals(Role.ADMIN, gateway.verify(token).role());
    assertThrows(
        IllegalStateException.class, () -> gateway.mint(1, Role.ADMIN, Duration.ofMinutes(1)));
    assertThrows(IllegalArgumentException.class, () -> Tokens.publicKey("no key"));
    assertThrows(
        IllegalArgumentException.class,
        () -> Tokens.publicKey("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----"));
  }

  @Test
  void aShortSecretIsRefusedWithItsLength() {
    var refused =
        assertThrows(
            IllegalArgumentException.class, () -> Tokens.hs256(new byte[31], Audience.ANY, CLOCK));
    assertEquals("the HS256 secret has 31 bytes; it needs at least 32", refused.getMessage());
  }

  @Test
  void aChangedTokenIsRefused() {
    String token = HS256.mint(42, Role.BIDDER, Duration.ofMinutes(1));
    String[] parts = token.split("\\.", -1);
    String admin =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(
                "{\"sub\":\"42\",\"role\":\"admin\",\"exp\":1900000000}".getBytes(US_ASCII));
    assertRefused("wrong signature", HS256, parts[0] + "." + admin + "." + parts[2]);
    assertRefused("wrong signature", HS256, parts[0] + "." + parts[1] + ".AAAA");
    byte[] other = Arrays.copyOf(SECRET, SECRET.length);
    other[0]++;
    String foreign =
        Tokens.hs256(other, Audience.ANY, CLOCK).mint(42, Role.ADMIN, Duration.ofMinutes(1));
    assertRefused("wrong signature", HS256, foreign);
  }

  @Test
  void anotherAlgorithmIsRefused() throws JOSEException {
    KeyPair pair = keyPair();
    Tokens ed25519 = Tokens.ed25519(pair.getPublic(), pair.getPrivate(), Audience.ANY, CLOCK);
    assertRefused("not a signed token", HS256, new PlainJWT(claims().build()).serialize());
    assertRefused("alg must be HS256", HS256, ed25519.mint(42, Role.ADMIN, Duration.ofMinutes(1)));
    // the classic confusion: the public key, which everybody has, taken as an HMAC secret
    byte[] publicKey = pair.getPublic().getEncoded();
    String confused = signed(JWSAlgorithm.HS256, new MACSigner(publicKey), claims().build());
    assertRefused("alg must be EdDSA", ed25519, confused);
    String hs512 = signed(JWSAlgorithm.HS512, new MACSigner(new byte[64]), claims().build());
    assertRefused("alg must be HS256", HS256, hs512);
  }

  @Test
  void anUnknownCriticalHeaderIsRefused() throws JOSEException {
    KeyPair pair = keyPair();
    Tokens ed25519 = Tokens.ed25519(pair.getPublic(), pair.getPrivate(), Audience.ANY, CLOCK);
    SignedJWT jwt =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.EdDSA)
                .criticalParams(Set.of("x-unheard-of"))
                .customParam("x-unheard-of", 1)
                .build(),
            claims().build());
    jwt.sign(new Ed25519.Signer(pair.getPrivate()));
    assertRefused("wrong signature", ed25519, jwt.serialize());
  }

  @Test
  void claimsAreChecked() throws TokenRefusedException {
    assertEquals(42, HS256.verify(signed(claims -> {})).account());
    Date now = at(0);
    assertRefused("exp is missing", HS256, signed(claims -> claims.expirationTime(null)));
    assertRefused("token expired", HS256, signed(claims -> claims.expirationTime(now)));
    assertRefused("token not valid yet", HS256, signed(claims -> claims.notBeforeTime(at(1))));
    assertEquals(42, HS256.verify(signed(claims -> claims.notBeforeTime(now))).account());
    assertRefused(
        "role must be viewer, bidder, auctioneer or admin",
        HS256,
        signed(claims -> claims.claim("role", "NULL_VAL")));
    assertRefused(
        "role must be viewer, bidder, auctioneer or admin",
        HS256,
        signed(claims -> claims.claim("role", null)));
    assertRefused("not a signed token", HS256, signed(claims -> claims.claim("role", 7)));

    Tokens bound = Tokens.hs256(SECRET, new Audience("us", "seriba"), CLOCK);
    assertRefused("wrong iss", bound, signed(claims -> claims.audience("seriba")));
    assertRefused("wrong aud", bound, signed(claims -> claims.issuer("us")));
    assertRefused("wrong aud", bound, signed(claims -> claims.issuer("us").audience("other")));
    String both = signed(claims -> claims.issuer("us").audience(Arrays.asList("x", "seriba")));
    assertEquals(42, bound.verify(both).account());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "0", "-1", "abc", "1 ", "9223372036854775807", "99999999999999999999", "٣"})
  void aSubjectThatIsNoAccountIsRefused(String subject) {
    assertRefused("sub must be an account's id", HS256, signed(claims -> claims.subject(subject)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a", "..", "a.b.c", "....", "e30.e30.e30", "\0"})
  void whatIsNoTokenIsRefused(String token) {
    assertRefused("not a signed token", HS256, token);
  }

  @Test
  void aTimeBeyondTheCalendarIsTakenAsNever() throws TokenRefusedException {
    Identity identity =
        HS256.verify(
            signed(
                claims -> claims.expirationTime(Date.from(Instant.ofEpochMilli(Long.MAX_VALUE)))));
    assertTrue(identity.expiresAt() > NOW);
  }
}

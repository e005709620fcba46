package io.seriba.server.draws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.seriba.server.draws.DrawVerifier.Finding;
import io.seriba.server.draws.DrawVerifier.Verdict;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DrawVerifierTest {
  private static final Path EXAMPLE = Path.of("../docs/draw-example.jsonl");
  private static final Path PAGE = Path.of("../docs/verify-a-draw.md");

  @TempDir private Path directory;

  private static List<Finding> verify(DrawScript script, List<String> lines) {
    DrawVerifier verifier = new DrawVerifier();
    lines.forEach(line -> verifier.add(script.parse(line)));
    return verifier.verify();
  }

  private static List<Verdict> verdicts(List<Finding> findings) {
    return findings.stream().map(Finding::verdict).toList();
  }

  @Test
  void theDocumentationsExampleIsWhatTheEngineSays() throws IOException {
    DrawScript script = DrawScript.example();
    String events = String.join("\n", script.lines()) + "\n";

    assertEquals(Files.readString(EXAMPLE), events);
    List<Finding> findings = verify(script, script.lines());
    assertEquals(15, findings.size(), "the table, two seeds, twelve draws");
    assertTrue(
        verdicts(findings).stream().allMatch(Verdict.RIGHT::equals), () -> findings.toString());
    for (String cause : List.of("PLAIN", "SOFT_PITY", "HARD_PITY", "GUARANTEE", "FEATURED")) {
      assertTrue(events.contains("\"cause\":\"" + cause + '"'), cause);
    }
  }

  /** The page's own Python, on the same events. */
  @Test
  void thePagesPythonRecomputesTheExample() throws IOException, InterruptedException {
    assumeTrue(hasPython(), "there is no python3 here");
    String page = Files.readString(PAGE);
    int start = page.indexOf("```python\n") + "```python\n".length();
    String code = page.substring(start, page.indexOf("```", start));
    Path script = Files.writeString(directory.resolve("verify.py"), code);

    assertTrue(code.lines().count() <= 30, "30 lines of Python");
    Process python =
        new ProcessBuilder("python3", script.toString(), EXAMPLE.toString())
            .redirectErrorStream(true)
            .start();
    String out = new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(python.waitFor(60, TimeUnit.SECONDS));
    assertEquals("", out);
    assertEquals(0, python.exitValue());
    Path changed =
        Files.writeString(
            directory.resolve("changed.jsonl"),
            Files.readString(EXAMPLE).replaceFirst("\"value\":[0-9]", "\"value\":7"));
    Process failing =
        new ProcessBuilder("python3", script.toString(), changed.toString())
            .redirectErrorStream(true)
            .start();
    failing.getInputStream().readAllBytes();
    assertTrue(failing.waitFor(60, TimeUnit.SECONDS));
    assertEquals(1, failing.exitValue(), "a changed result is noticed");
  }

  private static boolean hasPython() throws IOException, InterruptedException {
    try {
      return new ProcessBuilder("python3", "-c", "import hmac").start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "weight":9600          | "weight":9601
          "featured":true        | "featured":false
          "seed":"01             | "seed":"02
          "prize":31,"value"     | "prize":41,"value"
          "clientSeed":"Annas    | "clientSeed":"annas
          "firstDraw":1,         | "firstDraw":2,
          """)
  void whateverIsChangedIsFound(String from, String to) {
    DrawScript script = DrawScript.example();
    List<String> changed =
        List.of(String.join("\n", script.lines()).replaceFirst(from, to).split("\n"));

    assertTrue(verdicts(verify(script, changed)).contains(Verdict.WRONG), from);
  }

  @Test
  void aDrawOfAnEpochThatGoesOnCanNotBeRecomputedYet() {
    DrawScript script = DrawScript.example();
    List<String> open =
        script.lines().stream().filter(line -> !line.contains("seed-revealed")).toList();

    List<Verdict> verdicts = verdicts(verify(script, open));
    assertEquals(Verdict.RIGHT, verdicts.getFirst(), "the table");
    assertTrue(verdicts.stream().skip(1).allMatch(Verdict.NOT_REVEALED::equals));
  }

  @Test
  void aBoxAndLimitedStockAreRecomputedFromAllDraws() {
    DrawScript script =
        new DrawScript()
            .players()
            .send(
                1,
                "'type':'gacha:define-pool','pool':7,'kind':'BOX','paidOnly':false,"
                    + "'sparkEnd':'EXPIRE','exchange':'COIN','utcOffset':0,"
                    + "'sparkPoints':1,'sparkPrice':2,'bundles':[{'size':1},{'size':2}]")
            .send(
                1,
                "'type':'gacha:add-prizes','pool':7,'prizes':["
                    + "{'prize':1,'stock':5,'rarity':1,'featured':false},"
                    + "{'prize':2,'stock':3,'rarity':4,'featured':false}]")
            .send(1, "'type':'gacha:open-pool','pool':7")
            .draw(1001, 2, "a")
            .draw(1002, 1, "b")
            .send(1001, "'type':'gacha:exchange-spark','pool':7,'prize':1")
            .draw(1002, 2, "c")
            .draw(1001, 2, "d");
    List<Finding> findings = verify(script, script.lines());
    assertEquals(6, findings.size(), "the table, the seed when the box was empty, four draws");
    assertTrue(
        verdicts(findings).stream().allMatch(Verdict.RIGHT::equals), () -> findings.toString());

    List<String> annas =
        script.lines().stream()
            .filter(line -> !line.contains("gacha:drawn") || line.contains("\"account\":1001"))
            .toList();
    List<Verdict> verdicts = verdicts(verify(script, annas));
    assertTrue(verdicts.contains(Verdict.NUMBERS_RIGHT), "the last depends on others' draws");
    assertTrue(verdicts.stream().noneMatch(Verdict.WRONG::equals));
  }

  @Test
  void limitedStockOfATableIsFollowed() {
    DrawScript script =
        new DrawScript()
            .players()
            .send(
                1,
                "'type':'gacha:define-pool','pool':7,'kind':'TABLE','paidOnly':false,'fallback':1,"
                    + "'sparkEnd':'EXPIRE','exchange':'COIN','utcOffset':0,'bundles':[{'size':10}]")
            .send(
                1,
                "'type':'gacha:add-prizes','pool':7,'prizes':["
                    + "{'prize':1,'weight':5,'rarity':1,'featured':false},"
                    + "{'prize':2,'weight':5,'stock':3,'rarity':4,'featured':false}]")
            .send(1, "'type':'gacha:open-pool','pool':7")
            .draw(1001, 10, "a")
            .draw(1002, 10, "b")
            .send(1, "'type':'gacha:close-pool','pool':7");
    List<Finding> findings = verify(script, script.lines());
    assertEquals(4, findings.size());
    assertTrue(
        verdicts(findings).stream().allMatch(Verdict.RIGHT::equals), () -> findings.toString());
  }
}

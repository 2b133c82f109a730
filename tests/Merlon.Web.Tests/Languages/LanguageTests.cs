using Merlon.Web.App;

namespace Merlon.Web.Tests.Languages;

/// <summary>Languages beside English: which one somebody gets, what is missing, what of their files is not used.</summary>
public sealed class LanguageTests
{
    [Theory]
    [InlineData("", "", "en")]
    [InlineData("", "de", "de")]
    [InlineData("", "de-AT,de;q=0.9", "de")]
    [InlineData("", "fr, de;q=0.8, en;q=0.9", "en")]
    [InlineData("", "en-GB,de;q=0.9", "en")]
    [InlineData("", "de;q=0, ar;q=0.1", "ar")]
    [InlineData("", "zh-Hant-TW", "zh-Hant")]
    [InlineData("", "zh-Hans", "en")]
    [InlineData("", "*", "en")]
    [InlineData("", "de;q=nonsense, ar", "ar")]
    [InlineData("ar", "de", "ar")]
    [InlineData("de-CH", "ar", "de")]
    [InlineData("fr", "de", "de")]
    [InlineData("en", "de", "en")]
    public void What_somebody_chose_counts_first_then_what_their_browser_asks_for(string chosen, string accepts, string language)
    {
        using TemporaryFolder folder = new();
        foreach (var tag in new[] { "de", "ar", "zh-Hant" })
        {
            folder.Write($"{tag}/shell.json", """{ "menu.home": "1" }""");
        }

        WordShelf.Open([folder.Path]).For(chosen, accepts).Language.ShouldBe(language);
    }

    [Fact]
    public void What_a_language_lacks_is_there_in_the_wider_language_then_in_English_and_is_counted()
    {
        using TemporaryFolder folder = new();
        folder.Write("pt/shell.json", """{ "menu.home": "Início", "menu.journal": "Diário" }""");
        folder.Write("pt-BR/shell.json", """{ "menu.home": "Começo" }""");
        var shelf = WordShelf.Open([folder.Path]);
        var words = shelf.For("pt-BR", "");
        words["shell.menu.home"].ShouldBe("Começo");
        words["shell.menu.journal"].ShouldBe("Diário");
        words["shell.menu.matrix"].ShouldBe("Matrix");
        words.Area("shell")["menu.home"].ShouldBe("Começo");
        words.Area("shell")["menu.matrix"].ShouldBe("Matrix");
        shelf.States.Select(static state => (state.Language, state.Texts)).ShouldBe([("pt", 2), ("pt-BR", 1)]);
        shelf.States[0].Missing.Contains("shell.menu.matrix", StringComparer.Ordinal).ShouldBeTrue();
        shelf.States[1].Missing.Contains("shell.menu.journal", StringComparer.Ordinal).ShouldBeFalse();
        shelf.States[1].Missing.Count.ShouldBe(shelf.States[0].Missing.Count);
    }

    [Fact]
    public void A_text_that_counts_takes_the_form_of_its_language()
    {
        using TemporaryFolder folder = new();
        folder.Write("pl/knowledge.json", """{ "own.entries.one": "{0} wpis", "own.entries.few": "{0} wpisy", "own.entries.many": "{0} wpisów" }""");
        folder.Write("ar/knowledge.json", """{ "own.entries.zero": "none", "own.entries.two": "two", "own.entries.other": "{0} other" }""");
        var shelf = WordShelf.Open([folder.Path]);
        shelf.States.SelectMany(static state => state.Diagnostics).ShouldBeEmpty();
        var polish = shelf.For("pl", "");
        new[] { 1, 2, 5, 12, 22, 1000 }.Select(number => polish.Count("knowledge.own.entries", number)).ShouldBe(["1 wpis", "2 wpisy", "5 wpisów", "12 wpisów", "22 wpisy", "1,000 wpisów"]);
        var arabic = shelf.For("ar", "");
        arabic.Direction.ShouldBe("rtl");
        new[] { 0, 1, 2, 3, 100 }.Select(number => arabic.Count("knowledge.own.entries", number)).ShouldBe(["none", "1 other", "two", "3 other", "100 other"]);
        shelf.States.Single(static state => state.Language == "ar").Missing.Contains("knowledge.own.entries.few", StringComparer.Ordinal).ShouldBeTrue();
        shelf.States.Single(static state => state.Language == "pl").Missing.Contains("knowledge.own.entries.other", StringComparer.Ordinal).ShouldBeFalse();
        shelf.English.Count("knowledge.own.entries", 1).Equals(shelf.English.Count("knowledge.own.entries", 2), StringComparison.Ordinal).ShouldBeFalse();
    }

    [Fact]
    public void What_cannot_be_used_is_named_with_file_and_key_and_the_rest_is_used()
    {
        using TemporaryFolder folder = new();
        folder.Write("de/shell.json", """{ "menu.home": "Start", "me": "Sie", "menu": "Haupt {0}", "menu.hoem": "x", "talk": 3, "skip": "", "search": "a\u202eb", "theme": "Hell", "theme": "Dunkel", "talk.waiting": "{0} {x} 100 %{" }""");
        folder.Write("de/knowledge.json", """{ "own.entries.few": "{0}", "own.entries.other": "viele" }""");
        folder.Write("de/matrix.json", "{ \"cells\": ");
        folder.Write("de/gaps.json", "[]");
        folder.Write("de/plan.json", "{ \"a\": \"" + new string('x', TextFile.FileBytesMax) + "\" }");
        folder.Write("English/shell.json", "{}");
        folder.Write("en/shell.json", "{}");
        var shelf = WordShelf.Open([folder.Path]);
        var german = shelf.States.Single(static state => state.Language == "de");
        german.Diagnostics.Select(static one => $"{one.Code} {Path.GetFileName(one.Document)} {one.Location.Path}").Order(StringComparer.Ordinal).ShouldBe(
        [
            "TEXT002 plan.json ", "TEXT003 gaps.json ", "TEXT003 matrix.json ", "TEXT005 shell.json skip", "TEXT005 shell.json talk", "TEXT006 shell.json search", "TEXT007 shell.json theme",
            "TEXT008 knowledge.json own.entries.few", "TEXT008 shell.json menu.hoem", "TEXT009 knowledge.json own.entries.other", "TEXT009 shell.json me", "TEXT009 shell.json menu",
        ]);
        var words = shelf.For("de", "");
        words["shell.menu.home"].ShouldBe("Start");
        words["shell.theme"].ShouldBe("Hell");
        words["shell.me", "Anna"].ShouldBe("You: Anna");
        words["shell.talk.waiting", 3].ShouldBe("3 {x} 100 %{");
        shelf.States.Where(static state => state.Texts == 0).SelectMany(static state => state.Diagnostics).ShouldAllBe(static one => one.Code == "TEXT001");
        Should.Throw<DirectoryNotFoundException>(() => WordShelf.Open([Path.Combine(folder.Path, "nowhere")]));
    }

    [Fact]
    public void A_file_at_the_limit_is_read()
    {
        using TemporaryFolder folder = new();
        var text = """{ "menu.home": "Start" }""";
        folder.Write("de/shell.json", text + new string(' ', TextFile.FileBytesMax - text.Length));
        WordShelf.Open([folder.Path]).For("de", "")["shell.menu.home"].ShouldBe("Start");
    }

    [Fact]
    public void What_code_says_is_recognised_by_its_words()
    {
        using TemporaryFolder folder = new();
        PseudoLanguage.Write(folder.Path);
        var words = WordShelf.Open([folder.Path]).For(PseudoLanguage.Tag, "");
        words.Said("No deployed rule names it").ShouldBe(PseudoLanguage.Of("No deployed rule names it"));
        words.Said("Introduce Code Signing (M1045)").ShouldEndWith(" ⟨Code Signing⟩ (⟨M1045⟩)⟧");
        words.Said("2 Introduce Code Signing (M1045)").ShouldStartWith("2 ⟦");
        string.Join('|', PseudoLanguage.PiecesOutside(words.Said("targets finance (confidence 0.98: tidal, misp); seen in Germany (confidence 0.9: tidal)")).Where(static piece => piece.Length > 0).Order(StringComparer.Ordinal)).ShouldBe("0.9|0.98|;|Germany|finance|tidal|tidal, misp");
        words.Said("Something that nobody says").ShouldBe("Something that nobody says");
        words.Said("").ShouldBe("");
        WordShelf.Open([]).English.Said("No deployed rule names it").ShouldBe("No deployed rule names it");
    }

    [Theory]
    [InlineData("ar", true)]
    [InlineData("he", true)]
    [InlineData("fa-AF", true)]
    [InlineData("uz-Arab", true)]
    [InlineData("uz", false)]
    [InlineData("ur-Latn", false)]
    [InlineData("de", false)]
    public void Languages_that_run_from_right_to_left_are_known(string tag, bool isRightToLeft) => LanguageTag.IsRightToLeft(tag).ShouldBe(isRightToLeft);

    [Theory]
    [InlineData("DE-at", "de-AT")]
    [InlineData("zh-hant-tw", "zh-Hant-TW")]
    [InlineData("../..", "")]
    [InlineData("d", "")]
    [InlineData("deutsch", "")]
    [InlineData("de-", "")]
    public void Tags_are_written_as_the_standard_does(string given, string normal) => LanguageTag.Normal(given).ShouldBe(normal);
}

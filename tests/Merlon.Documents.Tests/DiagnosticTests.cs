namespace Merlon.Documents.Tests;

public sealed class DiagnosticTests
{
    [Fact]
    public void A_diagnostic_reads_as_one_line()
        => new Diagnostic("YAML020", Severity.Warning, "org.yaml", new(12, 7, "scopes[0].weight"), "stands twice", "weight", "remove one").ToString()
            .ShouldBe("org.yaml:12:7 (scopes[0].weight): YAML020: stands twice: weight (remove one)");

    [Fact]
    public void What_is_about_the_whole_document_has_no_place_in_it()
        => new Diagnostic("YAML002", Severity.Error, "-", SourceLocation.Whole, "is empty").ToString().ShouldBe("-: YAML002: is empty");

    [Fact]
    public void A_json_place_is_its_path()
        => new SourceLocation(0, 0, "$.objects[17].name").ToString().ShouldBe("$.objects[17].name");

    [Fact]
    public void Control_characters_do_not_reach_the_terminal()
        => Diagnostic.ExcerptOf("a\u001b[31mb\tc\nd").ShouldBe("a [31mb c d");

    [Theory]
    [InlineData(Diagnostic.ExcerptCharsMax, false)]
    [InlineData(Diagnostic.ExcerptCharsMax + 1, true)]
    public void An_excerpt_is_cut_one_past_its_limit(int chars, bool isCut)
    {
        var excerpt = Diagnostic.ExcerptOf(new string('x', chars));
        excerpt.Length.ShouldBe(Diagnostic.ExcerptCharsMax);
        excerpt.EndsWith('…').ShouldBe(isCut);
    }

    [Fact]
    public void Places_with_the_same_words_are_equal_however_they_were_made()
    {
        var lazy = new SourceLocation(1, 2, DocumentPath.ToItem(DocumentPath.ToKey(null, "scopes"), 0));
        var eager = new SourceLocation(1, 2, "scopes[0]");
        lazy.ShouldBe(eager);
        lazy.GetHashCode().ShouldBe(eager.GetHashCode());
        (lazy with { Path = null }).ShouldBe(new SourceLocation(1, 2));
        lazy.ShouldNotBe(eager with { Path = "scopes[1]" });
    }

    [Theory]
    [InlineData("log_sources", "log_sources")]
    [InlineData("Image|endswith", "Image|endswith")]
    [InlineData("event.name", "[\"event.name\"]")]
    [InlineData("", "[\"\"]")]
    [InlineData("a\u001b", "[\"a \"]")]
    public void Keys_that_would_be_misread_stand_in_quotes(string key, string shown)
        => DocumentPath.ToKey(null, key).ToString().ShouldBe(shown);

    [Fact]
    public void A_long_key_is_shortened_in_a_path()
        => DocumentPath.ToKey(DocumentPath.ToKey(null, new string('k', 100_000)), "x").ToString().ShouldBe(new string('k', 63) + "….x");
}

namespace Merlon.Documents.Tests;

public sealed class YamlSyntaxTests
{
    [Theory]
    [InlineData("a: \"C:\\Windows\\x\"\n", "1:4", "a backslash in double quotes", "a: \"C:\\Windows\\x\"")]
    [InlineData("a: \"\\UFFFFFFFF\"", "1:2", "an escape names a character past U+10FFFF", "a: \"\\UFFFFFFFF\"")]
    [InlineData("a: \"\\users\"", "1:4", "a backslash in double quotes begins an escape by number", "a: \"\\users\"")]
    [InlineData("a: !![", "1:2", "a value that begins with '!' names a tag", "a: !![")]
    [InlineData("'a' b\n", "1:5", "the document is complete before this line", "'a' b")]
    [InlineData("%YAML 1.2\na: 1", "2:2", "the document is complete before this line", "a: 1")]
    [InlineData("a: \"\\uD800\"", "1:4", "an escape names half of a surrogate pair", "a: \"\\uD800\"")]
    [InlineData("a: 1\nb: c: d\n", "2:5", "a second colon", "b: c: d")]
    [InlineData("a: 1\n b: 2\n", "2:3", "a second colon", "b: 2")]
    [InlineData("name x\nb: 1\n", "2:2", "a second colon", "b: 1")]
    [InlineData("a: 'x\nb: 2\n", "1:4", "a quote is opened here and never closed", "a: 'x")]
    [InlineData("a: @x\n", "1:4", "a value cannot begin with this character", "a: @x")]
    [InlineData("a: %APPDATA%\n", "1:4", "a value cannot begin with this character", "a: %APPDATA%")]
    [InlineData("x: 0\na: [1, 2\nb: 3\n", "2:4", "a list or mapping in brackets is not closed", "a: [1, 2")]
    [InlineData("x: 0\na: [1, 2\n", "2:4", "a list or mapping in brackets is not closed", "a: [1, 2")]
    [InlineData("a: [1 2, {b]\n", "1:10", "a list or mapping in brackets is not closed", "a: [1 2, {b]")]
    [InlineData("a: 'it's'\n", "1:8", "this is not a key", "a: 'it's'")]
    [InlineData("a: - b\n", "1:4", "a list item cannot begin here", "a: - b")]
    [InlineData("- a\nb: 1\n", "2:1", "a list goes on with a line that is not an item", "b: 1")]
    [InlineData("a: ]\n", "1:4", "a value is expected here", "a: ]")]
    [InlineData("%YAML 2.0\n---\na: 1", "1:1", "the file says that it is written in a YAML version", "%YAML 2.0")]
    public void Broken_yaml_gives_one_error_that_a_person_understands(string text, string place, string message, string excerpt)
    {
        var parsed = Yaml.Read(text);
        parsed.Value.ShouldBeNull();
        var diagnostic = parsed.Diagnostics.Single();
        diagnostic.Code.ShouldBe("YAML010");
        diagnostic.Severity.ShouldBe(Severity.Error);
        diagnostic.Location.ToString().ShouldBe(place);
        diagnostic.Message.ShouldStartWith(message);
        diagnostic.Excerpt.ShouldBe(excerpt);
    }

    [Theory]
    [InlineData("a: 1\nb:\n\tc: 2\n", "3:1")]
    [InlineData("a: 1\r\nb:\r\n\tc: 2\r\n", "3:1")]
    [InlineData("a:\n  b: 1\n  \tc: 2\n", "3:3")]
    [InlineData("a:\n- x\n\t- y\n", "3:1")]
    [InlineData("a: 1\n\n\n\tb: 2\n", "4:1")]
    [InlineData("t: |\n  x\n  \tgood\nb:\n\tc: 1\n", "5:1")]
    public void A_tab_in_indentation_is_named_as_such_with_its_line(string text, string place)
    {
        var diagnostic = Yaml.Read(text).Diagnostics.Single();
        diagnostic.Code.ShouldBe("YAML011");
        diagnostic.Location.ToString().ShouldBe(place);
        diagnostic.Advice.ShouldBe("indent with spaces");
    }

    [Fact]
    public void Tabs_that_yaml_allows_are_not_blamed_for_another_fault()
        => Yaml.Read("a: [\n\t1,\n\t2\n").Codes().ShouldBe(["YAML010"]);

    [Fact]
    public void A_block_of_text_may_hold_tabs()
        => Yaml.Show(Yaml.Read("a: |\n  x\n  \ty\n").Value).ShouldBe("{a: 'x\n\ty\n'}");
}

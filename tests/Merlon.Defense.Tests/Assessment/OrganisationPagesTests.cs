using System.Text.RegularExpressions;

namespace Merlon.Defense.Tests.Assessment;

public sealed partial class OrganisationPagesTests
{
    [Fact]
    public void The_steps_of_the_guide_together_are_a_clean_file()
    {
        var read = OrganisationTexts.ReadClean(string.Join('\n', Blocks("docs/guide/organisation.md")));
        read.Scopes.Count.ShouldBe(2);
        read.LogSources.Count.ShouldBe(2);
        read.Tests.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("docs/formats/organisation.md", 8)]
    [InlineData("docs/guide/costs.md", 2)]
    public void Every_example_of_a_page_reads_clean(string page, int count)
    {
        var blocks = Blocks(page);
        blocks.Count.ShouldBe(count);
        foreach (var block in blocks)
        {
            OrganisationTexts.ReadClean(OrganisationTexts.With(block));
        }
    }

    static List<string> Blocks(string page) => [.. Block().Matches(File.ReadAllText(Repository.PathOf(page))).Select(static m => m.Groups["yaml"].Value)];

    [GeneratedRegex("```yaml\n(?<yaml>.*?)```", RegexOptions.Singleline | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Block();
}

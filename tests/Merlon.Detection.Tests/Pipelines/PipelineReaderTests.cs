using System.Text;
using Merlon.Documents;
using Merlon.Pipelines;

namespace Merlon.Detection.Tests.Pipelines;

/// <summary>Pipelines as people write them.</summary>
public sealed class PipelineReaderTests
{
    [Fact]
    public void Every_pipeline_that_the_library_carries_reads_without_a_remark_and_has_a_name_of_its_own()
    {
        var pipelines = PipelineSet.BuiltIn.Pipelines;
        pipelines.Length.ShouldBeGreaterThan(25);
        pipelines.Select(static p => p.Name).Distinct(StringComparer.OrdinalIgnoreCase).Count().ShouldBe(pipelines.Length);
        pipelines.ShouldAllBe(static p => p.Title != p.Name && !p.TimeFields.IsEmpty);
    }

    [Fact]
    public void A_pipeline_without_a_name_or_without_log_sources_is_refused()
    {
        Codes("title: no name\nwindows: true\n").ShouldBe(["PIPE004"]);
        Codes("name: a\n").ShouldBe(["PIPE005"]);
        Codes("name: a\nlogsources:\n  - {product: x}\n").ShouldBe(["PIPE007", "PIPE005"]);
        Codes("- a\n").ShouldBe(["PIPE001"]);
    }

    [Fact]
    public void An_unknown_key_or_format_is_named_with_what_was_perhaps_meant()
    {
        var parsed = Read("name: a\nwindows: true\nformat: [json]\nformats: [jsn]\n");
        parsed.Diagnostics.Select(static d => d.Code).ShouldBe(["PIPE003", "PIPE006"]);
        parsed.Diagnostics[0].Advice.ShouldBe("did you mean 'formats'?");
        parsed.Value!.Count.ShouldBe(1);
    }

    [Fact]
    public void A_log_source_that_depends_on_no_selector_is_an_error_since_it_could_never_hold()
        => Codes("name: a\nlogsources:\n  - logsource: {product: x}\n    when: {kind: [b]}\n").ShouldBe(["PIPE008"]);

    [Theory]
    [InlineData(PipelineReader.EntriesMax, 0)]
    [InlineData(PipelineReader.EntriesMax + 1, 1)]
    public void A_file_holds_a_thousand_pipelines_at_most(int count, int errors)
    {
        var parsed = Read(string.Join("---\n", Enumerable.Range(0, count).Select(static i => $"name: p{i}\nwindows: true\n")));
        parsed.Value!.Count.ShouldBe(PipelineReader.EntriesMax);
        parsed.Diagnostics.Count(static d => d.Code == "PIPE002").ShouldBe(errors);
    }

    static IEnumerable<string> Codes(string yaml) => Read(yaml).Diagnostics.Select(static d => d.Code);

    static Parsed<IReadOnlyList<Pipeline>> Read(string yaml) => PipelineReader.Read(Encoding.UTF8.GetBytes(yaml), "p.yaml", ReadLimits.Default);
}

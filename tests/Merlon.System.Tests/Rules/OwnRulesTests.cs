using System.Text.Json;
using Merlon.Attack;
using Merlon.Documents;
using Merlon.Sigma;

namespace Merlon.System.Tests.Rules;

/// <summary>What Merlon's own rules promise: they read clean, name live techniques, and come with events of both kinds.</summary>
public sealed class OwnRulesTests
{
    static readonly string Folder = Repository.PathOf("rules");

    public static TheoryData<string> Rules =>
        [.. Directory.EnumerateFiles(Folder, "*.yml", SearchOption.AllDirectories).Select(static path => Path.GetRelativePath(Folder, path)).Order(StringComparer.Ordinal)];

    [Fact]
    public void There_are_at_least_25_and_their_ids_and_titles_are_their_own()
    {
        var rules = Rules.Select(static row => Read(row.Data)).ToList();

        rules.Count.ShouldBeGreaterThanOrEqualTo(25);
        rules.Select(static rule => rule.Id).ShouldBeUnique(StringComparer.Ordinal);
        rules.Select(static rule => rule.Title).ShouldBeUnique(StringComparer.OrdinalIgnoreCase);
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void A_rule_reads_clean_and_comes_with_an_event_that_fires_and_one_that_must_not(string path)
    {
        var rule = Read(path);
        using var test = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder, Path.ChangeExtension(path, ".test.json"))));

        test.RootElement.GetProperty("rule").GetString().ShouldBe(rule.Id);
        foreach (var kind in (string[])["fires", "silent"])
        {
            var events = test.RootElement.GetProperty(kind).EnumerateArray().ToList();
            events.ShouldNotBeEmpty($"{path}: {kind}");
            events.ShouldAllBe(static each => each.GetProperty("name").GetString() != "" && each.GetProperty("event").ValueKind == JsonValueKind.Object);
        }
    }

    [Fact]
    public void Every_technique_tag_names_a_live_technique_of_the_built_in_release()
    {
        var lineage = BuiltInRelease.Open().Lineage;
        var offences =
            from row in Rules
            from tag in Read(row.Data).Tags
            where tag.Namespace == "attack" && TechniqueId.TryParse(tag.Value, out _) && lineage.Resolve(tag.Value) is not TechniqueResolution.Live
            select $"{row.Data}: {tag.Text}";
        offences.ShouldBeEmpty();
    }

    static SigmaRule Read(string path)
    {
        var read = SigmaReader.Read(File.ReadAllBytes(Path.Combine(Folder, path)), path, ReadLimits.Default);
        read.Diagnostics.ShouldBeEmpty();
        return read.Value.ShouldNotBeNull().ShouldHaveSingleItem();
    }
}

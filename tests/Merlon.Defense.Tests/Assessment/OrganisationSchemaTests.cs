using System.Text;
using System.Text.Json;
using Merlon.Assessment;
using Merlon.Documents;

namespace Merlon.Defense.Tests.Assessment;

public sealed class OrganisationSchemaTests
{
    static readonly JsonElement Schema = JsonDocument.Parse(File.ReadAllText(Repository.PathOf("docs/formats/organisation.schema.json"))).RootElement;

    public static TheoryData<string, string[]> Mappings => new()
    {
        { "", OrganisationKeys.Root },
        { "scope", OrganisationKeys.Scope },
        { "group", OrganisationKeys.Group },
        { "log_source", OrganisationKeys.LogSource },
        { "mitigation", OrganisationKeys.Mitigation },
        { "control", OrganisationKeys.Control },
        { "rules", OrganisationKeys.Rules },
        { "test", OrganisationKeys.Test },
        { "costs", OrganisationKeys.Costs },
        { "measure", OrganisationKeys.Measure },
        { "mapping", OrganisationKeys.Mapping },
        { "dettect", OrganisationKeys.Dettect },
        { "maturity", Merlon.Maturity.MaturityReader.Keys },
        { "scenario", OrganisationKeys.Scenario },
        { "cost_part", OrganisationKeys.CostPart },
        { "role", OrganisationKeys.Role },
        { "plan", OrganisationKeys.Plan },
        { "budgets", OrganisationKeys.Budgets },
        { "own_measure", OrganisationKeys.OwnMeasure },
        { "provided", OrganisationKeys.Provided },
        { "telemetry", OrganisationKeys.Telemetry },
        { "quality", OrganisationKeys.Quality },
        { "mapping", OrganisationKeys.Mapping },
    };

    [Theory]
    [MemberData(nameof(Mappings))]
    public void The_schema_has_the_keys_that_the_reader_knows_each_described(string definition, string[] keys)
    {
        var properties = (definition.Length == 0 ? Schema : Schema.GetProperty("$defs").GetProperty(definition)).GetProperty("properties");
        properties.EnumerateObject().Select(static p => p.Name).ShouldBe(keys);
        properties.EnumerateObject().Where(static p => !p.Value.TryGetProperty("description", out _) && !p.Value.TryGetProperty("$ref", out _)).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Mappings))]
    public void The_format_page_names_every_key(string definition, string[] keys)
    {
        var page = File.ReadAllText(Repository.PathOf("docs/formats/organisation.md"));
        keys.Where(k => !page.Contains($"`{k}`", StringComparison.Ordinal)).ShouldBeEmpty(definition);
    }

    [Fact]
    public void The_schema_has_the_words_that_the_reader_knows()
    {
        Words("mitigation", "degree").ShouldBe(OrganisationKeys.Degrees);
        Words("test", "outcome").ShouldBe(OrganisationKeys.Outcomes);
        Words("rules", "state").ShouldBe(OrganisationKeys.RuleStates);
        Words("own_measure", "kind").ShouldBe(OrganisationKeys.OwnMeasureKinds);
    }

    [Fact]
    public void The_page_on_costs_prints_the_assumptions_that_the_product_makes()
    {
        var page = File.ReadAllText(Repository.PathOf("docs/guide/costs.md"));
        foreach (var (key, cost) in CostTable.Default.Measures)
        {
            page.ShouldContain(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"| `{key}` | {cost.Days} | {cost.Money} |"));
        }
    }

    [Theory]
    [InlineData("harbor-bank")]
    [InlineData("lakeside-hospital")]
    [InlineData("civic-agency")]
    [InlineData("corner-shop")]
    public void An_example_reads_clean_and_conforms_to_the_schema(string example)
    {
        var bytes = File.ReadAllBytes(Repository.PathOf($"examples/{example}/organisation.yaml"));
        var organisation = OrganisationTexts.ReadClean(Encoding.UTF8.GetString(bytes));
        var yaml = YamlDocument.Read(bytes, example, ReadLimits.Default).Value.ShouldNotBeNull();
        new SmallSchema(Schema).Check(yaml).ShouldBeEmpty();
        organisation.Tests.ShouldNotBeEmpty();
        CollectedEvidence.Of(organisation, [], OrganisationTexts.Context, OrganisationTexts.Today).Evidence.Count.ShouldBeGreaterThan(50);
        File.Exists(Repository.PathOf($"examples/{example}/README.md")).ShouldBeTrue();
    }

    [Theory]
    [InlineData("merlon: 1\nname: A\nsectorz: [a]\n")]
    [InlineData("merlon: 1\n")]
    [InlineData("merlon: 2\nname: A\n")]
    [InlineData("merlon: 1\nname: A\nmitigations: [{mitigation: M1032, degree: partly}]\n")]
    [InlineData("merlon: 1\nname: A\nlog_sources: [{source: sysmon, devices: 85}]\n")]
    public void The_schema_refuses_what_the_reader_warns_of(string text)
        => new SmallSchema(Schema).Check(YamlDocument.Read(Encoding.UTF8.GetBytes(text), "a", ReadLimits.Default).Value.ShouldNotBeNull()).ShouldNotBeEmpty();

    static IEnumerable<string?> Words(string definition, string key)
        => Schema.GetProperty("$defs").GetProperty(definition).GetProperty("properties").GetProperty(key).GetProperty("enum").EnumerateArray().Select(static e => e.GetString());
}

public sealed class OrganisationTemplateTests
{
    [Fact]
    public void A_full_set_of_answers_reads_back_as_answered()
    {
        var answers = new OrganisationAnswers(
            "Müller & Söhne: \"Bank\" #1", ["finance"], ["Germany"], ["Windows", "Network Devices"], ["FIN7", "APT29"],
            ["sysmon", "WinEventLog:Security"], ["M1032", "Data Backup"], 50000m) { RulesPath = "../../rules" };
        var read = OrganisationTexts.ReadClean(OrganisationTemplate.Write(answers));
        read.Name.ShouldBe(answers.Name);
        read.Sectors.ShouldBe(["finance"]);
        read.Regions.ShouldBe(["Germany"]);
        read.Platforms.ShouldBe(["Windows", "Network Devices"]);
        read.Groups.Select(static g => g.Group.Name).ShouldBe(["FIN7", "APT29"]);
        read.LogSources.Select(static s => s.Kind?.Id).ShouldBe(["sysmon", "windows-security"]);
        read.Mitigations.Select(static m => m.Mitigation.Id).ShouldBe(["M1032", "M1053"]);
        read.Rules.ShouldHaveSingleItem().Path.ShouldBe("../../rules");
        read.Budget.ShouldBe(50000m);
    }

    [Fact]
    public void What_was_not_answered_stands_there_as_an_example_that_reads_clean_when_uncommented()
    {
        var text = OrganisationTemplate.Write(new OrganisationAnswers("Small", ["retail"], [], [], [], [], [], null));
        OrganisationTexts.ReadClean(text).LogSources.ShouldBeEmpty();
        var uncommented = string.Join('\n', text.Split('\n').Select(static l => IsExample(l) ? l[2..] : l));
        var read = OrganisationTexts.ReadClean(uncommented);
        read.LogSources.ShouldNotBeEmpty();
        read.Mitigations.ShouldNotBeEmpty();
        read.Controls.ShouldNotBeEmpty();
        read.Tests.ShouldNotBeEmpty();
        read.Scopes.ShouldHaveSingleItem().Name.ShouldBe("workstations");
        read.Costs.SetByOrganisation.ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData("null")]
    [InlineData("- a")]
    [InlineData("a: b")]
    [InlineData("#1")]
    [InlineData("1.0")]
    [InlineData("\\\"quoted\\\" \\\\")]
    [InlineData("[x]")]
    [InlineData("tail:")]
    [InlineData("Zürich")]
    public void Any_name_survives(string name)
        => OrganisationTexts.ReadClean(OrganisationTemplate.Write(new OrganisationAnswers(name, ["finance"], [], [], [], [], [], null))).Name.ShouldBe(name);

    // An example line is a key, a list item or a field below one; prose has neither.
    static bool IsExample(string line) => line.StartsWith("#   ", StringComparison.Ordinal)
        || line.StartsWith("# ", StringComparison.Ordinal) && OrganisationKeys.Root.Any(k => line.AsSpan(2).StartsWith($"{k}:", StringComparison.Ordinal));
}

using System.Text;
using Merlon.Assessment;
using Merlon.Controls;
using Merlon.Defense.Tests.Assessment;
using Merlon.Documents;

namespace Merlon.Defense.Tests.Controls;

/// <summary>Short ways to read mappings from text and to assess with them.</summary>
static class MappingTexts
{
    public static Parsed<ReadMappings> Read(string text, string document = "mapping.json", MappingHints? hints = null)
        => MappingFile.Read(Encoding.UTF8.GetBytes(text), document, hints ?? MappingHints.None, ReadLimits.Default);

    public static ControlMapping One(string text, string document = "mapping.json", MappingHints? hints = null)
        => Read(text, document, hints).Value.ShouldNotBeNull().Mappings.ShouldHaveSingleItem();

    public static ControlMapping Published(string path)
        => MappingFile.Read(File.ReadAllBytes(SharedData.PathOf($"mappings/{path}")), Path.GetFileName(path), MappingHints.None, ReadLimits.Default)
            .Value.ShouldNotBeNull().Mappings.ShouldHaveSingleItem();

    /// <summary>A file of Mappings Explorer's form with the rows given.</summary>
    public static string Explorer(string rows, string framework = "acme", string version = "\"1\"", string more = "")
        => $$"""{"metadata": {"mapping_framework": "{{framework}}", "mapping_framework_version": {{version}}, "attack_version": "16.1", "technology_domain": "enterprise"{{more}}}, "mapping_objects": [{{rows}}]}""";

    public static string Row(string control, string technique, string more = "\"mapping_type\": \"mitigates\", \"status\": \"complete\"")
        => $$"""{"capability_id": "{{control}}", "attack_object_id": "{{technique}}", {{more}}}""";

    public static OrganisationContext ContextWith(params ControlMapping[] mappings)
        => OrganisationTexts.Context with { Controls = ControlMappings.OpenBuiltIn().With(mappings) };

    public static GapAssessment Assess(string yaml, params ControlMapping[] mappings) => Assess(yaml, ContextWith(mappings));

    public static GapAssessment Assess(string yaml, OrganisationContext context)
    {
        var parsed = OrganisationFile.Read(Encoding.UTF8.GetBytes(OrganisationTexts.With(yaml)), "organisation.yaml", context, ReadLimits.Default, OrganisationTexts.Today);
        parsed.Diagnostics.Select(static d => d.ToString()).ShouldBeEmpty();
        var organisation = parsed.Value.ShouldNotBeNull();
        var collected = CollectedEvidence.Of(organisation, [], context, OrganisationTexts.Today);
        return GapAssessment.Of(new(organisation, context, collected.Evidence, collected, [], OrganisationTexts.Today, []));
    }

    public static ControlFramework Framework(this GapAssessment assessment, string word)
    {
        assessment.Context.Controls.TryFindFramework(word, out var framework).ShouldBeTrue(word);
        return framework.ShouldNotBeNull();
    }
}

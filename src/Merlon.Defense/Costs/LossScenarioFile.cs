using Merlon.Assessment;
using Merlon.Documents;

namespace Merlon.Costs;

/// <summary>Reads loss scenarios from a YAML file of their own: <c>scenarios</c> as in <c>organisation.yaml</c>; never throws for content.</summary>
public static class LossScenarioFile
{
    /// <summary>Reads the scenarios in the order of the file; null when the document is none.</summary>
    /// <param name="utf8">The document.</param>
    /// <param name="document">Its name as the user gave it.</param>
    /// <param name="context">What techniques and groups are resolved against.</param>
    /// <param name="domains">Domains whose matrices order the steps.</param>
    /// <param name="limits">How much is read.</param>
    public static Parsed<IReadOnlyList<LossScenario>> Read(
        ReadOnlyMemory<byte> utf8, string document, OrganisationContext context, IReadOnlyList<string> domains, ReadLimits limits)
    {
        var log = new DiagnosticLog(document, limits);
        var yaml = YamlDocument.Read(utf8, document, limits);
        log.AddRange(yaml.Diagnostics);
        if (yaml.Value is YamlNode.Mapping root)
        {
            var scenarios = new OrganisationReader(log, context, asOf: null).ScenariosOf(root, domains);
            return new(scenarios, log.ToList());
        }

        if (!log.HasErrors)
        {
            log.Error("BENE001", SourceLocation.Whole, "a file of scenarios is a mapping with scenarios, a list; this is not", advice: "begin with scenarios:");
        }

        return new(null, log.ToList());
    }
}

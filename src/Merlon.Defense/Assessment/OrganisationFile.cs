using Merlon.Attack;
using Merlon.Documents;
using Merlon.Intelligence;
using Merlon.Visibility;

namespace Merlon.Assessment;

/// <summary>Reads <c>organisation.yaml</c> (docs/formats/organisation.md); never throws for content.</summary>
public static class OrganisationFile
{
    /// <summary>File name that an organisation's folder has.</summary>
    public const string FileName = "organisation.yaml";

    /// <summary>Version of the format, the value of the key <c>merlon</c>.</summary>
    public const int FormatVersion = 1;

    /// <summary>
    /// Reads an organisation. An unknown key is a warning with the nearest known one; an unknown sector, group, technique,
    /// platform, log source, mitigation, control or scope is a warning with the nearest known word and the entry is left out
    /// (codes <c>ORG0nn</c>); without a name or a readable document there is no value.
    /// </summary>
    public static Parsed<Organisation> Read(ReadOnlyMemory<byte> utf8, string document, OrganisationContext context, ReadLimits limits)
        => Read(utf8, document, context, limits, asOf: null);

    /// <summary>
    /// The mapping files that an organisation names, read before all else: what its controls are is known only with them. Nothing is said of faults
    /// here; reading the organisation says them.
    /// </summary>
    public static IReadOnlyList<MappingPath> MappingsIn(ReadOnlyMemory<byte> utf8, string document, ReadLimits limits)
        => utf8.Span.IndexOf("mappings"u8) >= 0 && YamlDocument.Read(utf8, document, limits).Value is YamlNode.Mapping root
            ? OrganisationReader.MappingsOf(root, new DiagnosticLog(document, limits))
            : [];

    /// <summary>As the other <c>Read</c>, and notes dates that lie after <paramref name="asOf"/>: they are kept and count from their day on.</summary>
    public static Parsed<Organisation> Read(
        ReadOnlyMemory<byte> utf8, string document, OrganisationContext context, ReadLimits limits, DateOnly? asOf)
    {
        var log = new DiagnosticLog(document, limits);
        var yaml = YamlDocument.Read(utf8, document, limits);
        log.AddRange(yaml.Diagnostics);
        switch (yaml.Value)
        {
            case YamlNode.Mapping root:
                var organisation = new OrganisationReader(log, context, asOf).Read(root);
                return new Parsed<Organisation>(organisation, log.ToList());
            case { } other:
                log.Error("ORG001", other.Location, "an organisation is a mapping of keys and values; this is not", advice: "begin with merlon: 1 and name: …");
                break;
            case null when !yaml.HasErrors:
                log.Error("ORG001", SourceLocation.Whole, "the document is empty", advice: "begin with merlon: 1 and name: …");
                break;
            default:
                break;
        }

        return new Parsed<Organisation>(null, log.ToList());
    }
}

/// <summary>What an organisation file is resolved against.</summary>
/// <param name="Release">The pinned release.</param>
/// <param name="Sectors">Sectors and regions.</param>
/// <param name="Controls">Frameworks.</param>
/// <param name="LogSources">Log sources.</param>
public sealed record OrganisationContext(AttackRelease Release, GroupSectors Sectors, ControlMappings Controls, LogSourceCatalogue LogSources)
{
    /// <summary>What the organisation's telemetry shows; nothing where none was looked through.</summary>
    public MeasuredSight Sight { get; init; } = MeasuredSight.None;
}

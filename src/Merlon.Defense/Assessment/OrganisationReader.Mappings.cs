using Merlon.Controls;
using Merlon.Documents;

namespace Merlon.Assessment;

/// <summary>The mapping files that the organisation names: paths, or mappings that say more of each.</summary>
sealed partial class OrganisationReader
{
    /// <summary>The mapping files of a file that is not resolved yet: its controls can be resolved only when they are read.</summary>
    internal static IReadOnlyList<MappingPath> MappingsOf(YamlNode.Mapping root, DiagnosticLog log)
    {
        if (!root.TryFind("mappings", out var node) || node is YamlNode.Scalar { IsNull: true })
        {
            return [];
        }

        if (node is not YamlNode.Sequence sequence)
        {
            log.Warn("ORG005", node.Location with { Path = "mappings" }, "mappings is a list of paths; this is not and was left out", excerpt: null, "begin each entry with a hyphen");
            return [];
        }

        var read = new List<MappingPath>();
        for (var i = 0; i < sequence.Items.Count; i++)
        {
            var path = $"mappings[{i}]";
            var place = sequence.Items[i].Location with { Path = path };
            if (i == MappingLimits.FilesMax)
            {
                log.Warn("ORG026", place, $"mappings has more than {MappingLimits.FilesMax} entries; the rest was left out");
                break;
            }

            if (MappingOf(sequence.Items[i], path, place, log) is not { } mapping)
            {
                continue;
            }

            if (read.Exists(known => string.Equals(known.Path, mapping.Path, StringComparison.Ordinal)))
            {
                log.Warn("ORG025", place, $"the mapping {mapping.Path} is there already; this entry was left out");
                continue;
            }

            read.Add(mapping);
        }

        return read;
    }

    static MappingPath? MappingOf(YamlNode item, string path, SourceLocation place, DiagnosticLog log)
    {
        switch (item)
        {
            case YamlNode.Mapping entry:
                var fields = new OrganisationFields(entry, path, OrganisationKeys.Mapping, log);
                return fields.RequiredText("path", "a mapping") is { } named
                    ? new MappingPath(named, fields.Text("framework") ?? "", fields.Text("target") ?? "", fields.Text("licence") ?? "", place)
                    : null;
            case YamlNode.Scalar { IsNull: false, Text.Length: > 0 and <= OrganisationLimits.TextCharsMax } scalar when scalar.Text.Trim().Length > 0:
                return new MappingPath(scalar.Text.Trim(), "", "", "", place);
            default:
                log.Warn("ORG005", place, "an entry of mappings is a path, or a mapping with path; this is not and was left out");
                return null;
        }
    }
}

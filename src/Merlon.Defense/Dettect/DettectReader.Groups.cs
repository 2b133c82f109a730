using System.Globalization;
using Merlon.Documents;

namespace Merlon.Dettect;

/// <summary>Group administrations.</summary>
public sealed partial class DettectReader
{
    /// <summary>Most that one technique of a group counts.</summary>
    const double WeightMax = 1_000_000_000;

    static readonly string[] GroupFileKeys = ["version", "file_type", "name", "domain", "platform", "stage", "groups", "notes"];
    static readonly string[] GroupKeys = ["group_name", "campaign", "technique_id", "software_id", "enabled"];

    DettectGroups ReadGroups(YamlNode.Mapping root)
    {
        var file = new DettectFields(root, "a group administration", GroupFileKeys, log);
        var version = Version(file, GroupVersions);
        var platforms = file.Words("platform");
        file.Expect("platform");
        var groups = new List<DettectGroup>();
        foreach (var entry in Bounded(file.Mappings("groups"), DettectLimits.EntriesMax, "groups", static e => e.Location))
        {
            if (Group(entry) is { } group)
            {
                if (groups.Exists(g => string.Equals(g.Name, group.Name, StringComparison.OrdinalIgnoreCase) && string.Equals(g.Campaign, group.Campaign, StringComparison.OrdinalIgnoreCase)))
                {
                    log.Warn("DETT009", group.Location, $"{group.Title} stands twice; DeTT&CT takes the later one, both are used here");
                }

                groups.Add(group);
            }
        }

        return new DettectGroups
        {
            Document = log.Document,
            Version = version,
            Name = file.Text("name"),
            Domain = Domain(file),
            Platforms = platforms,
            Root = root,
            Groups = groups,
        };
    }

    DettectGroup? Group(YamlNode.Mapping entry)
    {
        var fields = new DettectFields(entry, "a group", GroupKeys, log);
        var name = fields.Text("group_name");
        fields.Expect("technique_id", "enabled");
        if (name.Length == 0)
        {
            log.Warn("DETT011", fields.Location, "a group has no group_name; it was not used");
            return null;
        }

        List<DettectGroupTechnique> techniques =
        [
            .. Bounded(Techniques(fields, name), DettectLimits.GroupTechniquesMax, $"techniques of {name}", static t => t.Location),
        ];
        return new DettectGroup(
            name, fields.Text("campaign"), techniques, [.. fields.Words("software_id").Select(static s => s.ToUpperInvariant())],
            fields.Flag("enabled") ?? true, fields.Location);
    }

    IEnumerable<DettectGroupTechnique> Techniques(DettectFields fields, string name)
    {
        if (fields.Find("technique_id") is YamlNode.Mapping weighed)
        {
            return weighed.Entries.Select(entry => Weighed(entry.Key, entry.Value, name)).OfType<DettectGroupTechnique>();
        }

        return fields.Find("technique_id") switch
        {
            null => [],
            YamlNode.Sequence list => list.Items.Select(item => Listed(item, name)).OfType<DettectGroupTechnique>(),
            { } one => Listed(one, name) is { } technique ? [technique] : [],
        };
    }

    DettectGroupTechnique? Weighed(YamlNode.Scalar key, YamlNode value, string name)
    {
        if (IdOf(key.Text, key.Location, $"a technique of {name}") is not { } id)
        {
            return null;
        }

        const NumberStyles style = NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign;
        if (value is YamlNode.Scalar scalar && double.TryParse(scalar.Text, style, CultureInfo.InvariantCulture, out var weight) && weight is >= 0 and <= WeightMax)
        {
            return new DettectGroupTechnique(id, weight, key.Location);
        }

        log.Warn("DETT005", value.Location, $"{id} of {name} has no number of 0 or more beside it; it counts 1");
        return new DettectGroupTechnique(id, 1, key.Location);
    }

    DettectGroupTechnique? Listed(YamlNode item, string name)
    {
        if (item is not YamlNode.Scalar scalar)
        {
            log.Warn("DETT004", item.Location, $"technique_id of {name} is a list of ids; this entry is a list or mapping and was not used");
            return null;
        }

        return scalar.IsNull || IdOf(scalar.Text.Trim(), scalar.Location, $"a technique of {name}") is not { } id ? null : new DettectGroupTechnique(id, 1, scalar.Location);
    }
}

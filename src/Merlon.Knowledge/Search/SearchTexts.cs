using Merlon.Attack;

namespace Merlon.Search;

/// <summary>The texts of a release that search reads: what the index holds, what snippets are cut from.</summary>
static class SearchTexts
{
    /// <summary>Texts of an object, by slot in ascending order; several of one slot are several values.</summary>
    public static IEnumerable<(Slot Slot, string Text)> Of(AttackRelease release, AttackObject found)
    {
        yield return (Slot.WholeId, WordReader.KeyOf(found.Id));
        yield return (Slot.WholeName, WordReader.KeyOf(found.Name));
        foreach (var alias in found.Aliases)
        {
            yield return (Slot.WholeAlias, WordReader.KeyOf(alias));
        }

        yield return (Slot.Id, found.Id);
        yield return (Slot.Name, found.Name);
        foreach (var alias in found.Aliases)
        {
            yield return (Slot.Alias, alias);
        }

        if (release.HasTexts)
        {
            yield return (Slot.Description, PlainText.Of(found.Description));
        }

        foreach (var text in DetailsOf(release, found))
        {
            yield return (Slot.Details, text);
        }
    }

    /// <summary>Texts of <see cref="Slot.Details"/>.</summary>
    public static IEnumerable<string> DetailsOf(AttackRelease release, AttackObject found)
    {
        foreach (var platform in found.Platforms)
        {
            yield return platform;
        }

        foreach (var text in found switch
        {
            Technique technique => OfTechnique(release, technique),
            DataComponent component => component.LogSources.Select(TextOf),
            Analytic analytic => OfAnalytic(analytic),
            Mitigation mitigation => mitigation.Labels,
            Asset asset => asset.Sectors,
            _ => [],
        })
        {
            yield return text;
        }
    }

    /// <summary>The statements that are read beside the objects: live ones that say something in words.</summary>
    public static bool IsRead(Relationship relationship) => relationship.IsLive && relationship.Description.Length > 0;

    static IEnumerable<string> OfTechnique(AttackRelease release, Technique technique)
    {
        foreach (var tactic in ObjectFacets.TacticsOf(release, technique))
        {
            yield return tactic;
        }

        // Until v17 the text that said how to see it; v18 has analytics in its place.
        if (release.HasTexts && PlainText.Of(technique.Published.Text("x_mitre_detection")) is { Length: > 0 } detection)
        {
            yield return detection;
        }
    }

    static IEnumerable<string> OfAnalytic(Analytic analytic)
    {
        foreach (var reference in analytic.LogSources)
        {
            yield return TextOf(reference.LogSource);
        }

        foreach (var element in analytic.MutableElements)
        {
            yield return element.Description.Length == 0 ? element.Field : $"{element.Field}: {element.Description}";
        }
    }

    static string TextOf(LogSource source) => source.Channel.Length == 0 ? source.Name : $"{source.Name}: {source.Channel}";
}

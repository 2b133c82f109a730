using Merlon.Layers;

namespace Merlon.Changes;

/// <summary>
/// What changed as a layer for ATT&amp;CK Navigator, with the colours that the field's change logs use: a cell for each
/// kill-chain phase of each technique, those that were revoked or deprecated left out, since the new release has no cell for them.
/// </summary>
public static class ChangeLayers
{
    /// <summary>Colour of a category, as the field's change logs have it.</summary>
    public static string ColorOf(ChangeCategory category) => category switch
    {
        ChangeCategory.Addition => "#a1d99b",
        ChangeCategory.MajorVersionChange => "#fcf3a2",
        ChangeCategory.MinorVersionChange => "#c7c4e0",
        ChangeCategory.OtherVersionChange => "#B5E5CF",
        ChangeCategory.Patch => "#B99095",
        ChangeCategory.Deletion => "#ff00e1",
        ChangeCategory.Revocation => "#ff9000",
        ChangeCategory.Deprecation => "#ff6363",
        _ => "#ffffff",
    };

    /// <summary>The layer of one domain. Techniques without an id or a phase have no cell, and the description counts them.</summary>
    public static Layer Of(ReleaseDiff diff, DomainDiff domain)
    {
        var cells = new List<LayerTechnique>();
        var withoutCell = 0;
        foreach (var change in domain.Types.Where(static type => type.Type.IsTechniques).SelectMany(static type => ChangeCategories.All.SelectMany(type.Of)))
        {
            if (change.Category is ChangeCategory.Revocation or ChangeCategory.Deprecation)
            {
                continue;
            }

            var (id, phases) = (change.Shown.Id, PhasesOf(change.Shown));
            withoutCell += id.Length == 0 || phases.Count == 0 ? 1 : 0;
            if (id.Length > 0)
            {
                cells.AddRange(phases.Select(phase => new LayerTechnique(id, phase, Comment: CommentOf(change)) { Color = ColorOf(change.Category) }));
            }
        }

        var missing = withoutCell == 0 ? "" : $" {withoutCell} without an id or a tactic have no cell.";
        return new Layer
        {
            Name = $"{domain.Domain}: {diff.From} to {diff.To}",
            Domain = domain.Domain,
            AttackVersion = LayerVersion.MajorOf(diff.To),
            Description = $"What changed in the techniques of {domain.Domain} from ATT&CK {diff.From} to {diff.To}.{missing}",
            Techniques = [.. cells.OrderBy(static cell => cell.TechniqueId, StringComparer.Ordinal).ThenBy(static cell => cell.Tactic, StringComparer.Ordinal)],
            Legend = [.. ChangeCategories.All.Select(static category => new LayerLegendItem(category.Title(), ColorOf(category)))],
            ShowTacticRowBackground = true,
            TacticRowBackground = "#205b8f",
        };
    }

    static string CommentOf(ObjectChange change)
        => change.Category == ChangeCategory.Unchanged ? "unchanged" : $"{change.Category.Word()} ({change.VersionStep})";

    static List<string> PhasesOf(PublishedObject technique)
    {
        var tree = JsonTree.Of(technique.Published.Json);
        return tree.Members.TryGetValue("kill_chain_phases", out var phases)
            ? [.. phases.Items.Select(static phase => phase.Text("phase_name")).Where(static phase => phase.Length > 0).Distinct(StringComparer.Ordinal)]
            : [];
    }
}

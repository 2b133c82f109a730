using Merlon.Assessment;
using Merlon.Attack;
using Merlon.Facts;

namespace Merlon.Controls;

/// <summary>What controls of logging and monitoring could make visible, from Merlon's own table of data components; through crosswalks too.</summary>
sealed class ControlSights
{
    readonly GapAssessment assessment;
    readonly string frameworkId;
    readonly Dictionary<string, (string What, string[] Components)> byControl;
    readonly Lazy<Dictionary<string, List<TechniqueId>>> byComponent;
    readonly double weightSum;

    public ControlSights(GapAssessment assessment)
    {
        this.assessment = assessment;
        var table = FactsTable.OpenBuiltIn("control-data-components.tsv", columns: 3);
        frameworkId = table.Header["framework"];
        byControl = table.Rows.ToDictionary(static row => row[0], static row => (row[1], FactsTable.Split(row[2], ';')), StringComparer.Ordinal);
        byComponent = new(TechniquesByComponent);
        weightSum = assessment.Profile.Techniques.Sum(static weight => weight.Weight);
    }

    /// <summary>The sight of a control, or of those that it is related to; null when none has any.</summary>
    public ControlSight? Of(string framework, string control)
    {
        var isOwn = string.Equals(framework, frameworkId, StringComparison.Ordinal);
        string[] controls = isOwn
            ? [control]
            : [.. assessment.Context.Controls.RelatedTo(framework, control).Where(step => string.Equals(step.FrameworkId, frameworkId, StringComparison.Ordinal)).Select(static step => step.ControlId)];
        var seeing = controls.Where(byControl.ContainsKey).Distinct(StringComparer.Ordinal).ToArray();
        if (seeing.Length == 0)
        {
            return null;
        }

        var components = seeing.SelectMany(one => byControl[one].Components).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();
        var techniques = new SortedSet<TechniqueId>(components.SelectMany(component => byComponent.Value.GetValueOrDefault(component, [])));
        var weight = techniques.Sum(assessment.Profile.WeightOf);
        var visible = techniques.Sum(id => assessment.Profile.WeightOf(id) * assessment.Coverage.Of(id).Visibility);
        return new ControlSight(
            string.Join("; ", seeing.Select(one => byControl[one].What)), components, [.. techniques],
            weightSum > 0 ? weight / weightSum : 0, weight > 0 ? Math.Min(1, visible / weight) : 0, isOwn ? [] : [.. seeing.Select(one => $"{frameworkId}:{one}")]);
    }

    Dictionary<string, List<TechniqueId>> TechniquesByComponent()
    {
        var found = new Dictionary<string, List<TechniqueId>>(StringComparer.Ordinal);
        foreach (var technique in assessment.Profile.Techniques.Select(static weight => weight.Technique))
        {
            foreach (var component in assessment.Context.Release.DataComponentsOf(technique).Select(static component => component.Name).Distinct(StringComparer.Ordinal))
            {
                if (!found.TryGetValue(component, out var list))
                {
                    found.Add(component, list = []);
                }

                list.Add(technique.TechniqueId);
            }
        }

        return found;
    }
}

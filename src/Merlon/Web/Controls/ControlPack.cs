using Merlon.Assessment;
using Merlon.Attack;
using Merlon.Controls;

namespace Merlon.Web.Controls;

/// <summary>What an evidence pack says: an assessment, one framework, and how each of its controls stands.</summary>
/// <param name="Assessment">The assessment.</param>
/// <param name="Framework">The framework.</param>
/// <param name="Standings">Every control that is declared or touches anything, in the framework's order.</param>
public sealed record ControlPack(GapAssessment Assessment, ControlFramework Framework, IReadOnlyList<ControlStanding> Standings)
{
    /// <summary>Folder of the controls' pages.</summary>
    public const string PagesFolder = "controls";

    /// <summary>True for a pack of declared controls only: of all others it says nothing.</summary>
    public bool IsDeclaredOnly { get; init; }

    readonly Dictionary<string, string> fileNames = FileNames(Standings);

    /// <summary>Controls that the organisation declares.</summary>
    public IReadOnlyList<ControlStanding> Declared { get; } = [.. Standings.Where(static standing => standing.Declared.Count > 0)];

    /// <summary>Controls that it does not name.</summary>
    public IReadOnlyList<ControlStanding> NotDeclared { get; } = [.. Standings.Where(static standing => standing.Declared.Count == 0)];

    /// <summary>Controls of the framework that no mapping maps and that are not declared: they have no page.</summary>
    public IReadOnlyList<string> Unmapped { get; } = [.. Framework.Controls.Except(Standings.Select(static standing => standing.ControlId), StringComparer.Ordinal)];

    /// <summary>File name of a control's page: its id where only letters, digits, points and hyphens are left; told apart where two would be the same.</summary>
    public string FileNameOf(ControlStanding standing) => fileNames[standing.ControlId];

    /// <summary>The statement that the control makes of a technique, or null where it claims nothing; of several the strongest.</summary>
    public Evidence? StatementOf(ControlStanding standing, TechniqueId technique)
    {
        var source = $"control:{standing.FrameworkId}:{standing.ControlId}";
        return statements.Value[technique].Where(statement => statement.Source.StartsWith(source, StringComparison.Ordinal)
                && (statement.Source.Length == source.Length || statement.Source[source.Length] == '>'))
            .OrderByDescending(static statement => statement.Strength).ThenBy(static statement => statement.Id, StringComparer.Ordinal).FirstOrDefault();
    }

    /// <summary>What a control of another framework through which this one speaks is declared as, or nothing.</summary>
    public IReadOnlyList<DeclaredControl> DeclarationsOf(ControlStep step)
        => [.. Assessment.Organisation.Controls.Where(control => string.Equals(control.FrameworkId, step.FrameworkId, StringComparison.Ordinal) && string.Equals(control.ControlId, step.ControlId, StringComparison.Ordinal))];

    /// <summary>Controls of other frameworks that a control is related to.</summary>
    public IReadOnlyList<ControlStep> RelatedTo(ControlStanding standing) => Assessment.Context.Controls.RelatedTo(standing.FrameworkId, standing.ControlId);

    readonly Lazy<ILookup<TechniqueId, Evidence>> statements = new(
        () => Assessment.Evidence.Values.Where(static statement => statement.Kind == EvidenceKind.Control).ToLookup(static statement => statement.Technique));

    static Dictionary<string, string> FileNames(IReadOnlyList<ControlStanding> standings)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var standing in standings)
        {
            const int fileNameChars = 80;
            var plain = string.Concat(standing.ControlId.Select(static c => char.IsAsciiLetterOrDigit(c) || c == '.' ? c : '-')).Trim('-', '.').Replace("--", "-", StringComparison.Ordinal);
            var name = plain.Length == 0 ? "control" : plain.Length > fileNameChars ? plain[..fileNameChars] : plain;
            var unique = name;
            for (var i = 2; !taken.Add(unique); i++)
            {
                unique = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{name}_{i}");
            }

            names[standing.ControlId] = unique + ".html";
        }

        return names;
    }
}

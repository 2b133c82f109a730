using System.Security.Cryptography;
using System.Text;
using Merlon.Assessment;
using Merlon.Attack;
using Merlon.Controls;
using Merlon.Web.Reports.Tables;

namespace Merlon.Web.Reports.Auditor;

/// <summary>One framework, control by control: what is stated, where that stands, what it touches, and what remains open there.</summary>
public sealed record AuditView
{
    /// <summary>Everything behind it.</summary>
    public required ReportBook Book { get; init; }

    /// <summary>Whose controls are looked at.</summary>
    public required ControlFramework Framework { get; init; }

    /// <summary>Controls that the organisation states, in the framework's order.</summary>
    public required IReadOnlyList<AuditControl> Stated { get; init; }

    /// <summary>Controls that it says nothing of and that touch a technique with a weight, those that touch most first.</summary>
    public required IReadOnlyList<AuditControl> Silent { get; init; }

    /// <summary>Controls of the framework that touch no technique with a weight and of which nothing is said.</summary>
    public required int Untouched { get; init; }

    /// <summary>SHA-256 over the ids of all evidence in force, which are hashes of their content; 64 hexadecimal digits.</summary>
    public required string EvidenceHash { get; init; }

    /// <summary>What the book is about.</summary>
    public GapAssessment Assessment => Book.Assessment;

    /// <summary>Looks at one framework.</summary>
    public static AuditView Of(ReportBook book, ControlFramework framework)
    {
        var assessment = book.Assessment;
        var gaps = assessment.Gaps.ToDictionary(static gap => gap.Technique.TechniqueId);
        var statements = assessment.Organisation.Controls.Where(control => string.Equals(control.FrameworkId, framework.Id, StringComparison.Ordinal))
            .ToLookup(static control => control.ControlId, StringComparer.Ordinal);
        var controls = framework.Controls.Concat(statements.Select(static group => group.Key)).Distinct(StringComparer.Ordinal)
            .Select(id => ControlOf(assessment, framework, id, [.. statements[id]], gaps)).ToList();
        var silent = controls.Where(static control => control.Statements.Count == 0 && control.Edges.Any(static edge => edge.Weight > 0))
            .OrderByDescending(static control => control.OpenWeight).ThenBy(static control => control.Id, StringComparer.Ordinal).ToList();
        var stated = controls.Where(static control => control.Statements.Count > 0).ToList();
        return new AuditView
        {
            Book = book,
            Framework = framework,
            Stated = stated,
            Silent = silent,
            Untouched = controls.Count - silent.Count - stated.Count,
            EvidenceHash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', assessment.Evidence.Keys.Order(StringComparer.Ordinal))))),
        };
    }

    static AuditControl ControlOf(GapAssessment assessment, ControlFramework framework, string id, IReadOnlyList<DeclaredControl> statements, Dictionary<TechniqueId, Gap> gaps)
    {
        var release = assessment.Context.Release;
        var seen = new HashSet<TechniqueId>();
        var edges = new List<AuditEdge>();
        foreach (var edge in assessment.Context.Controls.TechniquesOf(framework.Id, id))
        {
            IReadOnlyList<Technique> techniques = release.Lineage.Resolve(edge.TechniqueId) switch
            {
                TechniqueResolution.Live live => [live.Technique],
                TechniqueResolution.Moved moved => moved.Techniques,
                _ => [],
            };
            foreach (var technique in techniques.Where(technique => seen.Add(technique.TechniqueId)))
            {
                var gap = gaps.GetValueOrDefault(technique.TechniqueId);
                edges.Add(new AuditEdge(technique, edge.TechniqueId, edge.IsDerived, edge.Via, gap?.Weight ?? 0, gap?.Open ?? 1 - assessment.Coverage.Of(technique).Covered, gap?.Coverage.IsRefuted ?? false));
            }
        }

        return new AuditControl(
            id, statements.Count == 0 ? null : ControlStandings.Of(assessment, framework, id),
            [.. statements.Select(statement => new AuditStatement(WordOf(statement.Degree), statement.Scopes, statement.Owner, statement.Since, $"{assessment.Organisation.Document}:{statement.Location}"))],
            [.. edges.OrderByDescending(static edge => edge.Weight * edge.Open).ThenBy(static edge => edge.Technique.TechniqueId)]);
    }

    /// <summary>Statements as a table: one row for each statement of a control.</summary>
    public ReportTable ControlTable => new(
        "controls", "Controls",
        [
            new("framework", "Framework", 18), new("control", "Control", 14), new("degree", "Degree", 12), new("scopes", "Scopes", 24), new("owner", "Owner", 18), new("since", "Confirmed", 12),
            new("place", "Where it stands", 26), new("techniques", "Techniques with a weight", 12), new("derived", "Derived", 9), new("weight", "Threat weight", 10), new("open", "Of it open", 10), new("missed", "Missed in tests", 10), new("keeps", "Keeps covered", 10), new("gains", "Could add", 10), new("contradicted", "Contradicted by tests", 11),
        ],
        [
            .. Stated.SelectMany(control => control.Statements.Select(IReadOnlyList<ReportCell> (statement) =>
            [
                Framework.Id, control.Id, statement.Degree, string.Join(", ", statement.Scopes), statement.Owner, ReportCell.On(statement.Since), statement.Place,
                (double)control.Weighted.Count, ReportCell.Flag(control.IsDerived), ReportCell.Small(control.Weight), ReportCell.Share(control.OpenShare), (double)control.Missed,
                ReportCell.Share(control.Standing?.Keeps ?? 0), ReportCell.Share(control.Standing?.Gains ?? 0), (double)(control.Standing?.Contradictions.Count ?? 0),
            ])),
            .. Silent.Select(IReadOnlyList<ReportCell> (control) =>
            [
                Framework.Id, control.Id, "no statement", "", "", "", "", (double)control.Weighted.Count, ReportCell.Flag(control.IsDerived), ReportCell.Small(control.Weight), ReportCell.Share(control.OpenShare), (double)control.Missed, "", "", "",
            ]),
        ]);

    /// <summary>What controls touch: one row for each control and technique.</summary>
    public ReportTable EdgeTable => new(
        "control-techniques", "Controls and techniques",
        [
            new("framework", "Framework", 18), new("control", "Control", 14), new("technique", "Technique", 12), new("name", "Name", 36), new("written", "In the mapping", 12), new("derived", "Derived", 9),
            new("via", "Through", 24), new("weight", "Weight", 9), new("open", "Open", 9), new("missed", "Missed in its last test", 10),
        ],
        [
            .. Stated.Concat(Silent).SelectMany(control => control.Edges.Select(IReadOnlyList<ReportCell> (edge) =>
            [
                Framework.Id, control.Id, edge.Technique.Id, edge.Technique.Name, edge.Written, ReportCell.Flag(edge.IsDerived), edge.Via, ReportCell.Small(edge.Weight), ReportCell.Share(edge.Open), ReportCell.Flag(edge.IsMissed),
            ])),
        ]);

    /// <summary>The inputs with their hashes.</summary>
    public ReportTable InputTable => new(
        "inputs", "Inputs",
        [new("name", "Input", 50), new("bytes", "Bytes", 12), new("sha256", "SHA-256", 68)],
        [
            .. Book.Inputs.Select(IReadOnlyList<ReportCell> (input) => [input.Name, (double)input.Bytes, input.Sha256]),
            ["evidence in force (ids, sorted)", (double)Assessment.Evidence.Count, EvidenceHash],
        ]);

    static string WordOf(Degree degree) => degree switch
    {
        Degree.None => "none",
        Degree.Minimal => "minimal",
        Degree.Partial => "partial",
        Degree.Significant => "significant",
        _ => throw new ArgumentOutOfRangeException(nameof(degree), degree, "not a degree"),
    };
}

/// <summary>A control.</summary>
/// <param name="Id">In the framework's own spelling.</param>
/// <param name="Standing">What it buys and what speaks against it; null when nothing is said of it.</param>
/// <param name="Statements">What the organisation says of it; empty when nothing.</param>
/// <param name="Edges">Techniques that it touches, those with most left open first.</param>
public sealed record AuditControl(string Id, ControlStanding? Standing, IReadOnlyList<AuditStatement> Statements, IReadOnlyList<AuditEdge> Edges)
{
    /// <summary>Edges to techniques with a weight.</summary>
    public IReadOnlyList<AuditEdge> Weighted { get; } = [.. Edges.Where(static edge => edge.Weight > 0)];

    /// <summary>True when it reaches techniques through another framework only.</summary>
    public bool IsDerived => Edges.Count > 0 && Edges.All(static edge => edge.IsDerived);

    /// <summary>Sum of the weights that it touches.</summary>
    public double Weight => Weighted.Sum(static edge => edge.Weight);

    /// <summary>Sum of weight × open that it touches.</summary>
    public double OpenWeight => Weighted.Sum(static edge => edge.Weight * edge.Open);

    /// <summary>Share of <see cref="Weight"/> that is open, 0..1.</summary>
    public double OpenShare => Weight > 0 ? OpenWeight / Weight : 0;

    /// <summary>How many of them their last test missed.</summary>
    public int Missed => Weighted.Count(static edge => edge.IsMissed);
}

/// <summary>What the organisation says of a control.</summary>
/// <param name="Degree">How far it is in place, in a word.</param>
/// <param name="Scopes">Where; empty for everywhere.</param>
/// <param name="Owner">Who answers for it; may be empty.</param>
/// <param name="Since">When that was last confirmed, or null.</param>
/// <param name="Place">File, line and column.</param>
public sealed record AuditStatement(string Degree, IReadOnlyList<string> Scopes, string Owner, DateOnly? Since, string Place);

/// <summary>That a control touches a technique.</summary>
/// <param name="Technique">The technique, in the release at hand.</param>
/// <param name="Written">Its id in the mapping, which may be another release's.</param>
/// <param name="IsDerived">True when it goes through another framework.</param>
/// <param name="Via">The controls in between; empty when direct.</param>
/// <param name="Weight">0..1; 0 for a technique that nobody uses against us.</param>
/// <param name="Open">0..1.</param>
/// <param name="IsMissed">True when its last test was missed.</param>
public sealed record AuditEdge(Technique Technique, string Written, bool IsDerived, string Via, double Weight, double Open, bool IsMissed);

using Merlon.Assessment;
using Merlon.Attack;
using Merlon.Intelligence;

namespace Merlon.Trend;

/// <summary>
/// What was judged at one day from what was known: a fold that is computed when it is asked for and never stored. Two moments are compared by
/// <see cref="CoverageMove"/>. For one thread at a time.
/// </summary>
public sealed class TrendMoment
{
    readonly Lazy<Coverage> coverage;
    readonly Lazy<ThreatProfile> profile;
    readonly Lazy<CoverageSummary> summary;

    /// <summary>A moment of these inputs; nothing is computed before it is asked for.</summary>
    public TrendMoment(TrendInputs inputs)
    {
        Inputs = inputs;
        coverage = new(() => Coverage.Of(inputs.Evidence, inputs.Organisation, inputs.Release, inputs.Day, inputs.Parameters));
        profile = new(() => ThreatProfile.Of(inputs.Release, inputs.Sectors, QuestionOf(inputs), inputs.ThreatParameters));
        summary = new(() => CoverageSummary.Of(Profile, Coverage));
    }

    /// <summary>What it is judged from.</summary>
    public TrendInputs Inputs { get; }

    /// <summary>What would be seen and stopped.</summary>
    public Coverage Coverage => coverage.Value;

    /// <summary>Who comes and with what.</summary>
    public ThreatProfile Profile => profile.Value;

    /// <summary>Weighted shares over the profile.</summary>
    public CoverageSummary Summary => summary.Value;

    /// <summary>The axes of <see cref="Summary"/>.</summary>
    public AxisMove Axes => new(Summary.Visibility, Summary.Detection, Summary.Prevention, Summary.Covered);

    /// <summary>The moment of an assessment that was just made.</summary>
    public static TrendMoment Of(GapAssessment assessment) => new(new TrendInputs(
        assessment.AsOf, assessment.Input.Evidence, assessment.Organisation, assessment.Context.Release, assessment.Context.Sectors)
    {
        Parameters = assessment.Coverage.Parameters,
        ThreatParameters = assessment.Profile.Parameters,
    });

    static ThreatQuestion QuestionOf(TrendInputs inputs)
    {
        var organisation = inputs.Organisation;
        return new(organisation.Sectors, organisation.Regions, organisation.Platforms, organisation.Domains, organisation.Groups, inputs.Day);
    }
}

/// <summary>Everything that a moment is judged from.</summary>
/// <param name="Day">The day that the judgement speaks of.</param>
/// <param name="Evidence">Evidence in force, as known.</param>
/// <param name="Organisation">The organisation as it described itself then, resolved against <paramref name="Release"/>.</param>
/// <param name="Release">The release in use then.</param>
/// <param name="Sectors">Who targets whom.</param>
public sealed record TrendInputs(DateOnly Day, IReadOnlyList<Evidence> Evidence, Organisation Organisation, AttackRelease Release, GroupSectors Sectors)
{
    /// <summary>The numbers of the fold.</summary>
    public CoverageParameters Parameters { get; init; } = CoverageParameters.Default;

    /// <summary>The numbers of the threat profile.</summary>
    public ThreatParameters ThreatParameters { get; init; } = ThreatParameters.Default;

    /// <summary>True before the first recorded assessment, where only what it dated back is known.</summary>
    public bool IsReconstructed { get; init; }

    /// <summary>SHA-256 of the files that were read, by their name in evidence; empty where it is not known. Tells a changed rule from one whose feed changed.</summary>
    public IReadOnlyDictionary<string, string> Files { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}

/// <summary>An amount on each axis: a level 0..1 or a difference −1..1.</summary>
/// <param name="Visibility">On visibility.</param>
/// <param name="Detection">On detection.</param>
/// <param name="Prevention">On prevention.</param>
/// <param name="Covered">On covered: detected or prevented.</param>
public readonly record struct AxisMove(double Visibility, double Detection, double Prevention, double Covered)
{
    /// <summary>The largest amount on any axis, regardless of its sign.</summary>
    public double Largest => Math.Max(Math.Max(Math.Abs(Visibility), Math.Abs(Detection)), Math.Max(Math.Abs(Prevention), Math.Abs(Covered)));

    /// <summary>Axis by axis.</summary>
    public static AxisMove operator +(AxisMove left, AxisMove right)
        => new(left.Visibility + right.Visibility, left.Detection + right.Detection, left.Prevention + right.Prevention, left.Covered + right.Covered);

    /// <summary>Axis by axis.</summary>
    public static AxisMove operator -(AxisMove left, AxisMove right)
        => new(left.Visibility - right.Visibility, left.Detection - right.Detection, left.Prevention - right.Prevention, left.Covered - right.Covered);

    /// <summary>Each axis times a factor.</summary>
    public static AxisMove operator *(double factor, AxisMove move)
        => new(factor * move.Visibility, factor * move.Detection, factor * move.Prevention, factor * move.Covered);

    /// <summary>As the operator of the same name.</summary>
    public static AxisMove Add(AxisMove left, AxisMove right) => left + right;

    /// <summary>As the operator of the same name.</summary>
    public static AxisMove Subtract(AxisMove left, AxisMove right) => left - right;

    /// <summary>As the operator of the same name.</summary>
    public static AxisMove Multiply(double factor, AxisMove move) => factor * move;
}

namespace Merlon.Assessment;

/// <summary>One technique in one scope: claims per axis and the test that speaks. Immutable; a plan asks for it with more claims.</summary>
sealed class CoverageCell
{
    readonly CoverageParameters parameters;
    readonly AxisClaims visibility;
    readonly AxisClaims detection;
    readonly AxisClaims prevention;

    CoverageCell(CoverageParameters parameters, AxisClaims visibility, AxisClaims detection, AxisClaims prevention, SpeakingTest? test)
    {
        this.parameters = parameters;
        this.visibility = visibility;
        this.detection = detection;
        this.prevention = prevention;
        Test = test;
        Claimed = new(Math.Max(visibility.Value, detection.Value), detection.Value, prevention.Value);
        Value = test is { } speaking ? AxisValues.Blend(SaidBy(speaking), Claimed, speaking.Freshness) : Claimed;
    }

    public SpeakingTest? Test { get; }

    public AxisValues Value { get; }

    /// <summary>What claims alone say; what alerts was seen, so visibility is at least detection.</summary>
    public AxisValues Claimed { get; }

    public bool IsTested => Test is { IsVoid: false } test && test.Freshness >= parameters.FlagFreshnessMin;

    public bool IsRefuted => IsTested && Test is { Outcome: Outcome.None or Outcome.Logged };

    /// <summary>Visibility that log sources alone give, without what rules show: what a plan adds shares to.</summary>
    public double CollectedShare => visibility.Value;

    /// <summary>The claims on one axis.</summary>
    public AxisClaims ClaimsOn(Axis axis) => axis switch
    {
        Axis.Visibility => visibility,
        Axis.Detection => detection,
        _ => prevention,
    };

    /// <summary>What a passed test gives, 0..1.</summary>
    public double TestPass => parameters.TestPass;

    /// <summary>Share of the claims that counts while a miss is void, 0..1.</summary>
    public double UnprovenShare => parameters.UnprovenShare;

    /// <summary>The same cell with nothing claimed and no test.</summary>
    public CoverageCell Emptied() => Empty(parameters);

    /// <summary>Voices by axis and group: what the cell is explained with.</summary>
    public AxisClaims ClaimsOf(Axis axis) => axis switch
    {
        Axis.Visibility => visibility,
        Axis.Detection => detection,
        _ => prevention,
    };

    /// <summary>What the cell would say were its test as fresh as given, 0..1; the same as <see cref="Value"/> without a test.</summary>
    public AxisValues ValueAt(double freshness)
        => Test is { } speaking ? AxisValues.Blend(SaidBy(speaking), Claimed, freshness) : Claimed;

    /// <summary>What the test says of the axes, before it is blended with the claims; the claims without a test.</summary>
    public AxisValues TestedValue => Test is { } speaking ? SaidBy(speaking) : Claimed;

    /// <summary>The test first, then claims, the strongest first.</summary>
    public IReadOnlyList<WeighedEvidence> Evidence
    {
        get
        {
            var claims = visibility.Voices.Concat(detection.Voices).Concat(prevention.Voices)
                .Select(static voice => new WeighedEvidence(voice.EvidenceId, voice.Strength));
            var spoken = Test is { } test ? claims.Append(new(test.EvidenceId, WeighedEvidence.TestRank)) : claims;
            return WeighedEvidence.Sorted(spoken);
        }
    }

    public static CoverageCell Empty(CoverageParameters parameters) => new(
        parameters, AxisClaims.None(1), AxisClaims.None(parameters.DetectionClaimMax), AxisClaims.None(parameters.PreventionClaimMax), test: null);

    public CoverageCell With(IReadOnlyList<Claim> more) => more.Count == 0
        ? this
        : new(
            parameters, visibility.With(Axis.Visibility, more), detection.With(Axis.Detection, more), prevention.With(Axis.Prevention, more), Test);

    public CoverageCell With(SpeakingTest? test) => test is null ? this : new(parameters, visibility, detection, prevention, test);

    AxisValues SaidBy(SpeakingTest test)
    {
        if (!test.IsVoidForDetection && !test.IsVoidForPrevention)
        {
            return Tested(test.Outcome);
        }

        var (tested, unproven) = (Tested(test.Outcome), Void(test.Outcome));
        return new(
            test.IsVoidForDetection ? unproven.Visibility : tested.Visibility,
            test.IsVoidForDetection ? unproven.Detection : tested.Detection,
            test.IsVoidForPrevention ? unproven.Prevention : tested.Prevention);
    }

    AxisValues Tested(Outcome outcome) => outcome switch
    {
        Outcome.None => default,
        Outcome.Logged => new(1, 0, 0),
        Outcome.Alerted => new(1, parameters.TestPass, 0),
        _ => Claimed with { Prevention = parameters.TestPass },
    };

    /// <summary>
    /// What a test says once something that it rested on has changed: a pass nothing more; a miss that the claims were wrong once, and that what
    /// was changed since is to be proven, so that they count a share until it is.
    /// </summary>
    AxisValues Void(Outcome outcome) => outcome switch
    {
        Outcome.None => Claimed.Times(parameters.UnprovenShare, parameters.UnprovenShare, parameters.UnprovenShare),
        Outcome.Logged => Claimed.Times(1, parameters.UnprovenShare, parameters.UnprovenShare),
        Outcome.Alerted => Claimed.Times(1, 1, parameters.UnprovenShare),
        _ => Claimed,
    };
}

/// <summary>The test that speaks for a cell.</summary>
/// <param name="EvidenceId">Its statement.</param>
/// <param name="Outcome">What happened.</param>
/// <param name="Date">When.</param>
/// <param name="Freshness">0..1: how far it outweighs claims.</param>
/// <param name="IsVoidForDetection">True when something has changed since on which rests what it says of visibility and detection (<see cref="TestStanding"/>).</param>
/// <param name="IsVoidForPrevention">As for detection.</param>
readonly record struct SpeakingTest(
    string EvidenceId, Outcome Outcome, DateOnly Date, double Freshness, bool IsVoidForDetection = false, bool IsVoidForPrevention = false)
{
    /// <summary>True when what it says first proves nothing any more: a block of prevention, all others of detection.</summary>
    public bool IsVoid => Outcome == Outcome.Blocked ? IsVoidForPrevention : IsVoidForDetection;

    /// <summary>True when this one speaks instead of <paramref name="other"/>: the later, of one day the worse, then the smaller id.</summary>
    public bool Outranks(SpeakingTest other)
        => Date != other.Date ? Date > other.Date
            : Outcome != other.Outcome ? Outcome < other.Outcome
            : string.CompareOrdinal(EvidenceId, other.EvidenceId) < 0;
}

/// <summary>The axes, each 0..1.</summary>
readonly record struct AxisValues(double Visibility, double Detection, double Prevention)
{
    /// <summary>0..1: detected or prevented.</summary>
    public double Covered => 1 - (1 - Detection) * (1 - Prevention);

    /// <summary>A share of each.</summary>
    public AxisValues Times(double visibility, double detection, double prevention) => new(Visibility * visibility, Detection * detection, Prevention * prevention);

    public static AxisValues Blend(AxisValues tested, AxisValues claimed, double freshness) => new(
        Blend(tested.Visibility, claimed.Visibility, freshness),
        Blend(tested.Detection, claimed.Detection, freshness),
        Blend(tested.Prevention, claimed.Prevention, freshness));

    static double Blend(double tested, double claimed, double freshness) => freshness * tested + (1 - freshness) * claimed;
}

/// <summary>A statement that counted, and what it is sorted by.</summary>
readonly record struct WeighedEvidence(string Id, double Strength)
{
    /// <summary>Above every claim's strength.</summary>
    public const double TestRank = 2;

    /// <summary>Each id once with its greatest strength, strongest first, ties by id.</summary>
    public static IReadOnlyList<WeighedEvidence> Sorted(IEnumerable<WeighedEvidence> evidence)
    {
        var strongest = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var (id, strength) in evidence)
        {
            strongest[id] = Math.Max(strength, strongest.GetValueOrDefault(id));
        }

        var sorted = strongest.Select(static pair => new WeighedEvidence(pair.Key, pair.Value)).ToArray();
        Array.Sort(sorted, static (a, b) => a.Strength.Equals(b.Strength) ? string.CompareOrdinal(a.Id, b.Id) : b.Strength.CompareTo(a.Strength));
        return sorted;
    }
}

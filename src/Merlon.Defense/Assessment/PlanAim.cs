namespace Merlon.Assessment;

/// <summary>What a plan may spend, must contain and must not: the <c>plan:</c> of an organisation file, or a question on the command line.</summary>
public sealed record PlanAim
{
    /// <summary>Nothing bounded, nothing asked.</summary>
    public static PlanAim None { get; } = new();

    /// <summary>Most one-off money, days at their rates included, or null for no bound.</summary>
    public decimal? Money { get; init; }

    /// <summary>Most money a year for what recurs, days at their rates included, or null for no bound.</summary>
    public decimal? Yearly { get; init; }

    /// <summary>Most one-off person-days by role; the empty role stands for days of anybody.</summary>
    public IReadOnlyDictionary<string, decimal> Days { get; init; } = new Dictionary<string, decimal>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Quarters that the plan is spread over, 1 to <see cref="QuartersMax"/>.</summary>
    public int Quarters { get; init; } = 4;

    /// <summary>True when somebody said how many quarters: a role's days per quarter then bound what is chosen, not only when it is done.</summary>
    public bool IsQuartersGiven { get; init; }

    /// <summary>Most one-off money a quarter; what one quarter leaves is there in the next. Null for no bound.</summary>
    public decimal? MoneyPerQuarter { get; init; }

    /// <summary>Measures that the plan contains whatever they bring, such as what a regulation demands: ids of measures.</summary>
    public IReadOnlyList<string> Must { get; init; } = [];

    /// <summary>Measures that it must not contain.</summary>
    public IReadOnlyList<string> Exclude { get; init; } = [];

    /// <summary>Measures that are paid already: they cost nothing here.</summary>
    public IReadOnlyList<string> Owned { get; init; } = [];

    /// <summary>Frameworks whose controls are measures too.</summary>
    public IReadOnlyList<string> Frameworks { get; init; } = [];

    /// <summary>Years over which costs are added up, 0 to 30.</summary>
    public int HorizonYears { get; init; } = 3;

    /// <summary>Discount rate a year, as a share, 0 to 1; also by how much less a measure is worth that comes a year later.</summary>
    public decimal DiscountRate { get; init; } = 0.05m;

    /// <summary>Most quarters of a plan.</summary>
    public const int QuartersMax = 40;
}

/// <summary>How much is asked about a plan, and how long the search may take.</summary>
public sealed record PlanDepth
{
    /// <summary>What an assessment asks: a short search without further questions.</summary>
    public static PlanDepth Brief { get; } = new() { StepsMax = 1_000_000, LeastWorthShare = PlanParameters.Default.StepWorthShareMin };

    /// <summary>What <c>merlon plan</c> asks.</summary>
    public static PlanDepth Usual { get; } = new() { StepsMax = 150_000_000 };

    /// <summary>Forty times the usual: what a server searches when a proof is asked for. Minutes at most, and the same plan on every machine.</summary>
    public static PlanDepth Thorough { get; } = Usual with { StepsMax = 40 * Usual.StepsMax };

    /// <summary>Most steps of the search, each a look at one measure in one technique: the same limit gives the same plan on every machine.</summary>
    public required long StepsMax { get; init; }

    /// <summary>Asked now and then whether time is up; null for no such limit. What it ends may end elsewhere the next time, and the plan says so.</summary>
    public Func<bool>? IsOutOfTime { get; init; }

    /// <summary>Asked now and then whether nobody waits any more; it ends further searches too. Null for never.</summary>
    public Func<bool>? IsCancelled { get; init; }

    /// <summary>True for greed alone.</summary>
    public bool IsGreedy { get; init; }

    /// <summary>True for the curve of budget against coverage.</summary>
    public bool HasCurve { get; init; }

    /// <summary>True for reasons that need a further search each: what would be lost without a chosen measure, what another would displace.</summary>
    public bool HasReasons { get; init; }

    /// <summary>Ids of measures that are explained in any case; empty for the first of them.</summary>
    public IReadOnlyList<string> Explain { get; init; } = [];

    /// <summary>Measures worth less than this share of the weight, even alone, are left out of the search, 0..1.</summary>
    public double LeastWorthShare { get; init; }
}

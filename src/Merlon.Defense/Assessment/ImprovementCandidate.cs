namespace Merlon.Assessment;

/// <summary>A measure with what it would change.</summary>
/// <param name="Measure">The measure; its effects are filled in when the plan is chosen.</param>
/// <param name="Changes">By cell; each cell at most once.</param>
/// <param name="Remark">What the step's reason says beside the numbers: <c>wakes 34 dormant rules</c>; may be empty.</param>
sealed record PlanCandidate(Measure Measure, IReadOnlyList<(int Unit, PlanChange Change)> Changes, string Remark)
{
    /// <summary>Changes by technique, in the order of the techniques.</summary>
    public IReadOnlyList<(int Unit, IReadOnlyList<PlanChange> Changes)> ByUnit { get; } =
        [.. Changes.GroupBy(static change => change.Unit).OrderBy(static unit => unit.Key)
            .Select(static unit => (unit.Key, (IReadOnlyList<PlanChange>)[.. unit.Select(static change => change.Change).OrderBy(static change => change.Scope)]))];
}

/// <summary>What may be spent, and what is known about those who do the work.</summary>
/// <param name="Money">One-off, in <paramref name="Currency"/>, or null for no bound.</param>
/// <param name="Currency">Code such as <c>EUR</c>.</param>
sealed record PlanBudget(decimal? Money, string Currency)
{
    /// <summary>What the organisation asks for; its money is <see cref="Money"/>.</summary>
    public PlanAim Aim { get; init; } = PlanAim.None;

    public IReadOnlyList<Role> Roles { get; init; } = [];

    /// <summary>True when something bounds the choice, so that there is a best one.</summary>
    public bool IsBounded => Money is not null || Aim.Yearly is not null || Aim.Days.Count > 0 || Aim.IsQuartersGiven;

    public static PlanBudget Of(Organisation organisation) => new(organisation.Planning.Money ?? organisation.Budget, organisation.Costs.Currency)
    {
        Aim = organisation.Planning,
        Roles = organisation.Costs.Roles,
    };
}

namespace Merlon.Assessment;

/// <content>What the plan may spend, and the organisation's own measures.</content>
public sealed partial record Organisation
{
    /// <summary>What the plan may spend, must contain and must not.</summary>
    public PlanAim Planning { get; init; } = PlanAim.None;

    /// <summary>Measures that the organisation describes itself.</summary>
    public IReadOnlyList<OwnMeasure> Measures { get; init; } = [];
}

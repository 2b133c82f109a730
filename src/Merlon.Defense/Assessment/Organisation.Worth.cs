using Merlon.Costs;

namespace Merlon.Assessment;

public sealed partial record Organisation
{
    /// <summary>Where its ledger, its loss scenarios and its attack flows are.</summary>
    public OrganisationWorth Worth { get; init; } = OrganisationWorth.None;
}

/// <summary>What an organisation says of its own money and losses: nothing is assumed where it says nothing.</summary>
/// <param name="Ledger">Files of the ledger, relative to the organisation file.</param>
/// <param name="Scenarios">Loss scenarios that stand in the organisation file itself.</param>
/// <param name="BenefitFiles">Files with further scenarios.</param>
/// <param name="Flows">Files and folders of attack flows (.afb).</param>
public sealed record OrganisationWorth(
    IReadOnlyList<LedgerPath> Ledger, IReadOnlyList<LossScenario> Scenarios, IReadOnlyList<LedgerPath> BenefitFiles, IReadOnlyList<LedgerPath> Flows)
{
    /// <summary>Nothing said.</summary>
    public static OrganisationWorth None { get; } = new([], [], [], []);
}

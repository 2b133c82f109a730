namespace Merlon.Sigma.Matching;

/// <summary>That a place in a record may hold a field that the rules of a route read.</summary>
/// <param name="Slot">The field: an index below <see cref="RoutePlan.SlotCount"/>.</param>
/// <param name="Rank">How good the place is, 0 best: of the places that a record has, those of the lowest rank count.</param>
public readonly record struct SlotBinding(int Slot, int Rank);

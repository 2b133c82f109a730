namespace Merlon.Search;

/// <summary>What of an object a search looks into, weightiest first.</summary>
public enum SearchField
{
    /// <summary>The ATT&amp;CK id.</summary>
    Id,

    /// <summary>The name.</summary>
    Name,

    /// <summary>Other names.</summary>
    Alias,

    /// <summary>The description.</summary>
    Description,

    /// <summary>What else the object says in words: tactics, platforms, log sources and channels, mutable elements, labels, sectors, and until v17 how to detect it.</summary>
    Details,

    /// <summary>The description of a live relationship that the object is an end of, such as a procedure example.</summary>
    Procedure,
}

/// <summary>
/// The lists of words that an index keeps apart. An object has the first eight, a relationship the last. A whole id, name or
/// alias, its words run together, is a word of the first three: so <c>apt 29</c> finds APT29 and <c>cozybear</c> Cozy Bear.
/// </summary>
enum Slot
{
    WholeId,
    WholeName,
    WholeAlias,
    Id,
    Name,
    Alias,
    Description,
    Details,
    Procedure,
}

/// <summary>How much a word counts by where it stands; docs/design/search.md says why.</summary>
static class Slots
{
    /// <summary>Slots of an object.</summary>
    public const int OfObject = (int)Slot.Procedure;

    /// <summary>How much one occurrence counts.</summary>
    public static double WeightOf(Slot slot) => slot switch
    {
        Slot.WholeId => 6,
        Slot.WholeName => 2,
        Slot.WholeAlias => 1.5,
        Slot.Id => 6,
        Slot.Name => 5,
        Slot.Alias => 4,
        Slot.Description => 1,
        Slot.Details => 0.6,
        _ => 1,
    };

    /// <summary>How much longer texts than usual count less, 0 (not at all) to 1.</summary>
    public static double LengthShareOf(Slot slot) => slot switch
    {
        Slot.Name => 0.5,
        Slot.Description or Slot.Procedure => 0.75,
        _ => 0,
    };

    public static SearchField FieldOf(Slot slot) => slot switch
    {
        Slot.WholeId or Slot.Id => SearchField.Id,
        Slot.WholeName or Slot.Name => SearchField.Name,
        Slot.WholeAlias or Slot.Alias => SearchField.Alias,
        Slot.Description => SearchField.Description,
        Slot.Details => SearchField.Details,
        _ => SearchField.Procedure,
    };
}

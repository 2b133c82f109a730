namespace Merlon.Layers;

/// <summary>
/// One layer of ATT&amp;CK Navigator, format 4.5, with everything that a file of it can say (docs/formats/layers.md).
/// Lists are in the order of the file; two layers are the same when their cells are, not when their lists are.
/// </summary>
public sealed record Layer
{
    /// <summary>Layer format version that is written.</summary>
    public const string FormatVersion = "4.5";

    /// <summary>Navigator's version whose format this is; Navigator writes its own when it saves.</summary>
    public const string NavigatorVersionDefault = "5.1.0";

    /// <summary>Colour of the row of tactics when a layer names none.</summary>
    public const string TacticRowBackgroundDefault = "#dddddd";

    /// <summary>Shown as the tab's title.</summary>
    public required string Name { get; init; }

    /// <summary>Domain such as <c>enterprise-attack</c>.</summary>
    public required string Domain { get; init; }

    /// <summary>ATT&amp;CK version as written; Navigator uses its first digits. Empty when the file named none: the latest.</summary>
    public required string AttackVersion { get; init; }

    /// <summary>Version of the Navigator that wrote the file.</summary>
    public string NavigatorVersion { get; init; } = NavigatorVersionDefault;

    /// <summary>What the layer shows.</summary>
    public string Description { get; init; } = "";

    /// <summary>Address of the bundle that Navigator loads instead of a published one, or null.</summary>
    public string? CustomDataUrl { get; init; }

    /// <summary>Platforms shown; empty for all.</summary>
    public IReadOnlyList<string> Platforms { get; init; } = [];

    /// <summary>Order of the cells in a column.</summary>
    public LayerSorting Sorting { get; init; } = LayerSorting.NameAscending;

    /// <summary>How the matrix is laid out.</summary>
    public LayerLayout Layout { get; init; } = new();

    /// <summary>True to leave disabled techniques out instead of greying them.</summary>
    public bool HideDisabled { get; init; }

    /// <summary>Annotations, in the order written. Where two name the same technique and tactic, Navigator shows the later one.</summary>
    public required IReadOnlyList<LayerTechnique> Techniques { get; init; }

    /// <summary>How scores become colours.</summary>
    public LayerGradient Gradient { get; init; } = LayerGradient.Default;

    /// <summary>What colours mean.</summary>
    public IReadOnlyList<LayerLegendItem> Legend { get; init; } = [];

    /// <summary>Name and value pairs about the layer.</summary>
    public IReadOnlyList<LayerMetadata> Metadata { get; init; } = [];

    /// <summary>Addresses about the layer.</summary>
    public IReadOnlyList<LayerLink> Links { get; init; } = [];

    /// <summary>True to colour the row of tactics with <see cref="TacticRowBackground"/>.</summary>
    public bool ShowTacticRowBackground { get; init; }

    /// <summary>Any colour that CSS knows.</summary>
    public string TacticRowBackground { get; init; } = TacticRowBackgroundDefault;

    /// <summary>Whether selecting a technique selects it under its other tactics too.</summary>
    public bool SelectTechniquesAcrossTactics { get; init; } = true;

    /// <summary>Whether selecting a technique selects its sub-techniques. The specification's default is true, Navigator's is this.</summary>
    public bool SelectSubtechniquesWithParent { get; init; }

    /// <summary>Whether hidden techniques are left out of a selection.</summary>
    public bool SelectVisibleTechniques { get; init; }

    /// <summary>Fields of the layer that the format does not know, or whose values are of no use to it.</summary>
    public IReadOnlyList<LayerField> OtherFields { get; init; } = [];

    /// <summary>Fields of <c>versions</c> that the format does not know.</summary>
    public IReadOnlyList<LayerField> OtherVersions { get; init; } = [];

    /// <summary>Fields of <c>filters</c> that the format does not know.</summary>
    public IReadOnlyList<LayerField> OtherFilters { get; init; } = [];
}

/// <summary>
/// What is annotated on one technique, under one of its tactics or under all of them.
/// </summary>
/// <param name="TechniqueId">ATT&amp;CK id.</param>
/// <param name="Tactic">Tactic's shortname, or null for every tactic of the technique.</param>
/// <param name="Score">The score, finite, or null for a cell without one (0 is a score).</param>
/// <param name="Comment">Shown on hover; may have several lines.</param>
public sealed record LayerTechnique(string TechniqueId, string? Tactic = null, double? Score = null, string Comment = "")
{
    /// <summary>Colour that overrides the score's, as CSS writes colours (<c>red</c>, <c>#abc</c>); empty for none.</summary>
    public string Color { get; init; } = "";

    /// <summary>False for a technique that is greyed out.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Name and value pairs about the cell.</summary>
    public IReadOnlyList<LayerMetadata> Metadata { get; init; } = [];

    /// <summary>Addresses about the cell.</summary>
    public IReadOnlyList<LayerLink> Links { get; init; } = [];

    /// <summary>Whether the cell is unfolded.</summary>
    public bool ShowSubtechniques { get; init; }

    /// <summary>Fields that the format does not know, or whose values are of no use to it (a score that is text).</summary>
    public IReadOnlyList<LayerField> OtherFields { get; init; } = [];

    /// <summary>
    /// True when anything is annotated; what is not, Navigator does not keep. An unfolded cell is not annotated by that alone.
    /// </summary>
    public bool IsAnnotated
        => Score is not null || Color.Length > 0 || !Enabled || Comment.Length > 0 || Links.Count > 0 || Metadata.Count > 0;
}

/// <summary>A name and a value, or a line between such. Navigator drops entries without a name or a value.</summary>
/// <param name="Name">Empty for a divider.</param>
/// <param name="Value">Empty for a divider.</param>
public sealed record LayerMetadata(string Name, string Value)
{
    /// <summary>A line between entries.</summary>
    public static LayerMetadata Line { get; } = new("", "") { Divider = true };

    /// <summary>What the field <c>divider</c> says; null for an entry without it. Navigator keeps also false.</summary>
    public bool? Divider { get; init; }

    /// <summary>Fields that the format does not know.</summary>
    public IReadOnlyList<LayerField> OtherFields { get; init; } = [];

    /// <summary>True when Navigator keeps the entry.</summary>
    public bool IsComplete => Name.Length > 0 && Value.Length > 0 || Divider is not null;
}

/// <summary>A label and an address, or a line between such. Navigator drops entries without a label or an address.</summary>
/// <param name="Label">Empty for a divider.</param>
/// <param name="Url">As written, of any scheme; ask <see cref="IsSafe"/> before it becomes a link. Empty for a divider.</param>
public sealed record LayerLink(string Label, string Url)
{
    /// <summary>A line between entries.</summary>
    public static LayerLink Line { get; } = new("", "") { Divider = true };

    /// <summary>What the field <c>divider</c> says; null for an entry without it. Navigator keeps also false.</summary>
    public bool? Divider { get; init; }

    /// <summary>Fields that the format does not know.</summary>
    public IReadOnlyList<LayerField> OtherFields { get; init; } = [];

    /// <summary>True when Navigator keeps the entry.</summary>
    public bool IsComplete => Label.Length > 0 && Url.Length > 0 || Divider is not null;

    /// <summary>True for an absolute http or https address: the only ones that may be rendered as a link.</summary>
    public bool IsSafe
        => !Url.AsSpan().ContainsAnyInRange('\0', ' ') && Uri.TryCreate(Url, UriKind.Absolute, out var uri)
            && (string.Equals(uri.Scheme, Uri.UriSchemeHttp, StringComparison.Ordinal) || string.Equals(uri.Scheme, Uri.UriSchemeHttps, StringComparison.Ordinal));
}

/// <summary>How scores become colours: a straight line through the colours, ends clamped.</summary>
/// <param name="Colors">At least two, from the lowest score to the highest: <c>#rrggbb</c> or <c>#rrggbbaa</c> when made here, any CSS colour when read.</param>
/// <param name="Min">Score of the first colour.</param>
/// <param name="Max">Score of the last colour, greater than <paramref name="Min"/>.</param>
public sealed record LayerGradient(IReadOnlyList<string> Colors, double Min = 0, double Max = 100)
{
    /// <summary>Navigator's: red, yellow, green over 0 to 100.</summary>
    public static LayerGradient Default { get; } = new(["#ff6666", "#ffe766", "#8ec843"]);

    /// <summary>Fields that the format does not know.</summary>
    public IReadOnlyList<LayerField> OtherFields { get; init; } = [];
}

/// <summary>A label and its colour; Navigator drops an item that lacks one of them.</summary>
public sealed record LayerLegendItem(string Label, string Color)
{
    /// <summary>Fields that the format does not know.</summary>
    public IReadOnlyList<LayerField> OtherFields { get; init; } = [];
}

/// <summary>
/// A field that the format does not know, or a known one whose value is not what the format asks for, kept so that
/// writing loses nothing.
/// </summary>
/// <param name="Name">The key.</param>
/// <param name="Json">The value as one JSON text.</param>
public sealed record LayerField(string Name, string Json);

/// <summary>
/// The layers of one file: Navigator saves one as an object and several as an array.
/// </summary>
/// <param name="Layers">In the order of the file.</param>
/// <param name="IsArray">True when the file is an array, also of one layer.</param>
public sealed record LayerFile(IReadOnlyList<Layer> Layers, bool IsArray);

namespace Merlon.Web.App.Matrix;

/// <summary>A line of a list in a cell's panel; all of it foreign text.</summary>
/// <param name="What">What it is.</param>
/// <param name="Where">Where it stands; may be empty.</param>
/// <param name="More">More about it; may be empty.</param>
public sealed record CellItem(string What, string Where, string More);

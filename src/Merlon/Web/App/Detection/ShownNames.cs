namespace Merlon.Web.App.Detection;

/// <summary>What people see instead of paths of the server: an upload's own name, an allowed folder's name, rules as the organisation names them.</summary>
/// <param name="names">Paths and what they are called.</param>
sealed class ShownNames(IReadOnlyList<(string Path, string Shown)> names)
{
    readonly (string Path, string Shown)[] byLength =
    [
        .. names.Select(static one => (Path: one.Path.Replace('\\', '/'), one.Shown)).Where(static one => one.Path.Length > 1)
            .DistinctBy(static one => one.Path, StringComparer.Ordinal).OrderByDescending(static one => one.Path.Length).ThenBy(static one => one.Path, StringComparer.Ordinal),
    ];

    /// <summary>These and others.</summary>
    public ShownNames With(IEnumerable<(string Path, string Shown)> others) => new([.. names, .. others]);

    /// <summary>A text with every path of the server replaced.</summary>
    public string Show(string text)
    {
        foreach (var (path, shown) in byLength)
        {
            if (text.Contains(path, StringComparison.Ordinal))
            {
                text = text.Replace(path, shown, StringComparison.Ordinal);
            }
        }

        return text;
    }
}

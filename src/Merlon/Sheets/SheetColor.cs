namespace Merlon.Sheets;

/// <summary>Colours as the format writes them.</summary>
static class SheetColor
{
    /// <summary>Six upper-case hexadecimal digits, or null for what is no colour.</summary>
    public static string? Of(string? color)
        => color is { Length: 6 } && color.All(char.IsAsciiHexDigit) ? color.ToUpperInvariant() : null;
}

using System.Collections.Frozen;
using System.Globalization;
using Merlon.Attack;

namespace Merlon.Layers;

/// <summary>A colour of a layer, whatever way of CSS it was written in.</summary>
/// <param name="Red">0..255.</param>
/// <param name="Green">0..255.</param>
/// <param name="Blue">0..255.</param>
/// <param name="Alpha">0 transparent .. 255 opaque.</param>
public readonly record struct LayerColor(byte Red, byte Green, byte Blue, byte Alpha = 255)
{
    /// <summary>Longest text that is taken for a colour, in characters.</summary>
    public const int ColorCharsMax = 64;

    static readonly FrozenDictionary<string, LayerColor> Names = FromResource();

    /// <summary>
    /// Reads <c>#rgb</c>, <c>#rgba</c>, <c>#rrggbb</c>, <c>#rrggbbaa</c> (the # may be missing, as Navigator takes it),
    /// <c>rgb(…)</c>, <c>rgba(…)</c>, <c>hsl(…)</c>, <c>hsla(…)</c>, a CSS name or <c>transparent</c>; letter case ignored.
    /// </summary>
    public static bool TryParse(string text, out LayerColor color)
    {
        color = default;
        var word = text.Trim().ToLowerInvariant();
        return text.Length <= ColorCharsMax && word.Length > 0
            && (Names.TryGetValue(word, out color) || TryHex(word.TrimStart('#'), out color) || TryFunction(word, out color));
    }

    /// <summary>As <c>#rrggbb</c>, or <c>#rrggbbaa</c> where it is not opaque.</summary>
    public override string ToString()
        => string.Create(CultureInfo.InvariantCulture, $"#{Red:x2}{Green:x2}{Blue:x2}{(Alpha == 255 ? "" : Alpha.ToString("x2", CultureInfo.InvariantCulture))}");

    /// <summary>As <c>#rrggbbaa</c>, which is how Navigator writes gradients.</summary>
    public string ToHex8() => string.Create(CultureInfo.InvariantCulture, $"#{Red:x2}{Green:x2}{Blue:x2}{Alpha:x2}");

    static bool TryHex(string digits, out LayerColor color)
    {
        color = default;
        if (digits.Length is not (3 or 4 or 6 or 8) || !digits.All(char.IsAsciiHexDigit))
        {
            return false;
        }

        var wide = digits.Length > 4 ? digits : string.Concat(digits.Select(static digit => new string(digit, 2)));
        color = new LayerColor(Byte(wide, 0), Byte(wide, 2), Byte(wide, 4), wide.Length == 8 ? Byte(wide, 6) : (byte)255);
        return true;

        static byte Byte(string hex, int at) => byte.Parse(hex.AsSpan(at, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
    }

    static bool TryFunction(string word, out LayerColor color)
    {
        color = default;
        var open = word.IndexOf('(', StringComparison.Ordinal);
        if (open < 0 || word[^1] != ')')
        {
            return false;
        }

        var parts = word[(open + 1)..^1].Split([',', ' ', '/'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (parts.Length is not (3 or 4))
        {
            return false;
        }

        var alpha = 1.0;
        if (parts.Length == 4 && !TryShare(parts[3], 1, out alpha))
        {
            return false;
        }

        return word[..open] switch
        {
            "rgb" or "rgba" => TryRgb(parts, alpha, out color),
            "hsl" or "hsla" => TryHsl(parts, alpha, out color),
            _ => false,
        };
    }

    static bool TryRgb(string[] parts, double alpha, out LayerColor color)
    {
        color = default;
        if (!TryShare(parts[0], 255, out var red) || !TryShare(parts[1], 255, out var green) || !TryShare(parts[2], 255, out var blue))
        {
            return false;
        }

        color = new LayerColor(Channel(red), Channel(green), Channel(blue), Channel(alpha));
        return true;
    }

    static bool TryHsl(string[] parts, double alpha, out LayerColor color)
    {
        color = default;
        if (!double.TryParse(parts[0].Replace("deg", "", StringComparison.Ordinal), NumberStyles.Float, CultureInfo.InvariantCulture, out var hue)
            || !double.IsFinite(hue) || !TryShare(parts[1], 100, out var saturation) || !TryShare(parts[2], 100, out var lightness))
        {
            return false;
        }

        var chroma = saturation * Math.Min(lightness, 1 - lightness);
        color = new LayerColor(Part(0), Part(8), Part(4), Channel(alpha));
        return true;

        // CSS Color 4, 7.1: the channel of an offset on the wheel of twelve.
        byte Part(int offset)
        {
            var place = (((offset + hue / 30) % 12) + 12) % 12;
            return Channel(lightness - chroma * Math.Max(-1, Math.Min(Math.Min(place - 3, 9 - place), 1)));
        }
    }

    /// <summary>A number out of <paramref name="whole"/> or a percentage, as a share 0..1.</summary>
    static bool TryShare(string text, double whole, out double share)
    {
        var isPercentage = text[^1] == '%';
        var isNumber = double.TryParse(isPercentage ? text[..^1] : text, NumberStyles.Float, CultureInfo.InvariantCulture, out share) && double.IsFinite(share);
        share = Math.Clamp(share / (isPercentage ? 100 : whole), 0, 1);
        return isNumber;
    }

    static byte Channel(double share) => (byte)Math.Round(share * 255, MidpointRounding.AwayFromZero);

    static FrozenDictionary<string, LayerColor> FromResource()
    {
        var names = new Dictionary<string, LayerColor>(StringComparer.Ordinal) { ["transparent"] = new(0, 0, 0, 0) };
        using var reader = new StreamReader(EmbeddedFacts.Open("css-colors.tsv"));
        foreach (var line in reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var cells = line.Split('\t');
            if (line[0] != '#' && TryHex(cells[1].TrimStart('#'), out var color))
            {
                names[cells[0]] = color;
            }
        }

        return names.ToFrozenDictionary(StringComparer.Ordinal);
    }
}

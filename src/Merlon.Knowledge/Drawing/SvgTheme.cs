using Merlon.Layers;

namespace Merlon.Drawing;

/// <summary>Colours of a drawing; the dark ones are Navigator's.</summary>
sealed record SvgTheme(LayerColor Page, LayerColor Cell, LayerColor Text, LayerColor Disabled, LayerColor Border, LayerColor BoxLine)
{
    static readonly SvgTheme Light = new(ColorContrast.White, ColorContrast.White, ColorContrast.Black, new(0x76, 0x76, 0x76), new(0x6b, 0x72, 0x79), ColorContrast.Black);
    static readonly SvgTheme Dark = new(new(0x1a, 0x1a, 0x23), new(0x2e, 0x2e, 0x3f), ColorContrast.White, new(0x9a, 0x9a, 0xae), new(0x4c, 0x4c, 0x68), new(0x4c, 0x4c, 0x68));

    public static SvgTheme Of(MatrixSvgOptions options)
    {
        var theme = options.IsDark ? Dark : Light;
        return options.CellBorder is { } border ? theme with { Border = border } : theme;
    }
}

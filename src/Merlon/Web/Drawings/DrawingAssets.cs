using System.Security.Cryptography;
using System.Text;

namespace Merlon.Web.Drawings;

/// <summary>The style sheet and the script that stand inside a drawing's page, with the policy that allows these two and nothing else.</summary>
/// <param name="Style">CSS, the cells' colours in it.</param>
/// <param name="Script">JavaScript; the page works without it.</param>
/// <param name="Policy">Content-Security-Policy for the page.</param>
public sealed record DrawingAssets(string Style, string Script, string Policy)
{
    /// <summary>Reads both from the assembly and computes the policy's hashes.</summary>
    public static DrawingAssets Of(CellPalette palette)
    {
        var style = Resource("drawing.css") + palette.Style();
        var script = Resource("drawing.js");
        return new DrawingAssets(style, script, $"default-src 'none'; style-src '{HashOf(style)}'; script-src '{HashOf(script)}'; base-uri 'none'; form-action 'none'");
    }

    static string Resource(string name)
    {
        using var stream = typeof(DrawingAssets).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"resource {name} is not in the assembly");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }

    static string HashOf(string text) => "sha256-" + Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}

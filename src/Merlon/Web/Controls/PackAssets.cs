using System.Security.Cryptography;
using System.Text;

namespace Merlon.Web.Controls;

/// <summary>The style sheet of an evidence pack's pages, with a policy that allows it and nothing else: no script, no picture, no address.</summary>
/// <param name="Style">CSS.</param>
/// <param name="Policy">Content-Security-Policy for the page.</param>
public sealed record PackAssets(string Style, string Policy)
{
    /// <summary>Reads the style sheet from the assembly and computes the policy's hash.</summary>
    public static PackAssets Load()
    {
        using var stream = typeof(PackAssets).Assembly.GetManifestResourceStream("controls.css")
            ?? throw new InvalidOperationException("resource controls.css is not in the assembly");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var style = reader.ReadToEnd().ReplaceLineEndings("\n");
        var hash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(style)));
        return new PackAssets(style, $"default-src 'none'; style-src 'sha256-{hash}'; base-uri 'none'; form-action 'none'");
    }
}

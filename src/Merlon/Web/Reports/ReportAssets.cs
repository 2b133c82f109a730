using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Merlon.Web.Reports;

/// <summary>The style sheet and the script that stand inside a report, with the policy that allows these two and nothing else.</summary>
/// <param name="Style">CSS.</param>
/// <param name="Script">JavaScript; the report works without it.</param>
/// <param name="Policy">Content-Security-Policy for the page.</param>
public sealed record ReportAssets(string Style, string Script, string Policy)
{
    /// <summary>Reads both from the assembly and computes the policy's hashes.</summary>
    public static ReportAssets Load() => Load(Resource("report.css") + Resource("charts.css") + BarWidths());

    /// <summary>As <see cref="Load()"/>, with a further style sheet after the report's own.</summary>
    public static ReportAssets LoadWith(string resource) => Load(Resource("report.css") + Resource(resource));

    /// <summary>As <see cref="Load()"/>, with what the pages of single readers add.</summary>
    public static ReportAssets LoadForReaders() => Load(Resource("report.css") + Resource("charts.css") + Resource("readers.css") + BarWidths());

    static ReportAssets Load(string style)
    {
        var script = Resource("report.js");
        return new ReportAssets(
            style,
            script,
            $"default-src 'none'; style-src '{HashOf(style)}'; script-src '{HashOf(script)}'; base-uri 'none'; form-action 'none'");
    }

    static string BarWidths()
    {
        var css = new StringBuilder();
        for (var percent = 0; percent <= 100; percent++)
        {
            css.Append(CultureInfo.InvariantCulture, $".p{percent}{{inline-size:{percent}%}}");
        }

        return css.Append('\n').ToString();
    }

    static string Resource(string name)
    {
        using var stream = typeof(ReportAssets).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"resource {name} is not in the assembly");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }

    static string HashOf(string text) => "sha256-" + Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}

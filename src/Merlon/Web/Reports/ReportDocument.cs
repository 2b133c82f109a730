using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using Merlon.Assessment;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.Logging.Abstractions;

namespace Merlon.Web.Reports;

/// <summary>
/// Writes an assessment as one self-contained HTML file: nothing is loaded from elsewhere, nothing runs but the report's own
/// script, and it reads the same without it. Same assessment, same bytes.
/// </summary>
static class ReportDocument
{
    /// <summary>
    /// Characters that reorder the text around them. They are shown as the replacement character: a rule's title must not be
    /// able to turn a sentence round.
    /// </summary>
    static readonly char[] Reordering =
        ['\u202A', '\u202B', '\u202C', '\u202D', '\u202E', '\u2066', '\u2067', '\u2068', '\u2069'];

    public static void Write(GapAssessment assessment, Stream output)
    {
        var html = new StringBuilder(Render(assessment));
        foreach (var character in Reordering)
        {
            // The encoder refuses these, so wherever they stand, in text or attribute, they have this form and no other.
            html.Replace(string.Create(CultureInfo.InvariantCulture, $"&#x{(int)character:X};"), "\uFFFD");
        }

        using var writer = new StreamWriter(output, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true);
        writer.Write(html);
    }

    static string Render(GapAssessment assessment)
    {
        var characters = new TextEncoderSettings(UnicodeRanges.All);
        characters.ForbidCharacters(Reordering);
        using var services = new ServiceCollection()
            .AddSingleton(HtmlEncoder.Create(characters))
            .BuildServiceProvider();
        using var renderer = new HtmlRenderer(services, NullLoggerFactory.Instance);
        var parameters = ParameterView.FromDictionary(new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            [nameof(ReportPage.Assessment)] = assessment,
            [nameof(ReportPage.Inlined)] = ReportAssets.Load(),
        });

        // Nothing in the components waits, so the task is complete when it comes back.
        return renderer.Dispatcher.InvokeAsync(async () =>
        {
            var page = await renderer.RenderComponentAsync<ReportPage>(parameters);
            return page.ToHtmlString();
        }).GetAwaiter().GetResult();
    }
}

using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using Merlon.Drawing;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.Logging.Abstractions;

namespace Merlon.Web.Drawings;

/// <summary>
/// Writes matrices as one self-contained HTML file: nothing is loaded from elsewhere, the page's own script is allowed and no
/// other, and without it everything can still be read and opened. Same matrices, same bytes.
/// </summary>
static class MatrixDocument
{
    /// <summary>Characters that turn the direction of the text around them; shown as the replacement character.</summary>
    static readonly char[] Reordering = ['\u202A', '\u202B', '\u202C', '\u202D', '\u202E', '\u2066', '\u2067', '\u2068', '\u2069'];

    /// <summary>Writes one figure for each view.</summary>
    public static void Write(IReadOnlyList<MatrixView> views, Stream output)
    {
        var html = new StringBuilder(Render(views));
        foreach (var character in Reordering)
        {
            // The encoder refuses these, so wherever they stand they have this form and no other.
            html.Replace(string.Create(CultureInfo.InvariantCulture, $"&#x{(int)character:X};"), "\uFFFD");
        }

        using var writer = new StreamWriter(output, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true);
        writer.Write(html);
    }

    static string Render(IReadOnlyList<MatrixView> views)
    {
        var characters = new TextEncoderSettings(UnicodeRanges.All);
        characters.ForbidCharacters(Reordering);
        using var services = new ServiceCollection().AddSingleton(HtmlEncoder.Create(characters)).BuildServiceProvider();
        using var renderer = new HtmlRenderer(services, NullLoggerFactory.Instance);
        var palette = new CellPalette(views);
        var parameters = ParameterView.FromDictionary(new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            [nameof(MatrixPage.Views)] = views,
            [nameof(MatrixPage.Palette)] = palette,
            [nameof(MatrixPage.Inlined)] = DrawingAssets.Of(palette),
        });

        // Nothing in the components waits, so the task is complete when it comes back.
        return renderer.Dispatcher.InvokeAsync(async () =>
        {
            var page = await renderer.RenderComponentAsync<MatrixPage>(parameters);
            return page.ToHtmlString();
        }).GetAwaiter().GetResult();
    }
}

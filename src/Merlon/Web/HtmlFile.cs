using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.Logging.Abstractions;

namespace Merlon.Web;

/// <summary>Writes a Razor component as one HTML file. Same parameters, same bytes.</summary>
static class HtmlFile
{
    /// <summary>
    /// Characters that reorder the text around them. They are shown as the replacement character: a foreign title must not be
    /// able to turn a sentence round.
    /// </summary>
    static readonly char[] Reordering =
        ['\u202A', '\u202B', '\u202C', '\u202D', '\u202E', '\u2066', '\u2067', '\u2068', '\u2069'];

    public static void Write<TPage>(IReadOnlyDictionary<string, object?> parameters, Stream output)
        where TPage : IComponent
    {
        var html = new StringBuilder(Render<TPage>(parameters));
        foreach (var character in Reordering)
        {
            // The encoder refuses these, so wherever they stand, in text or attribute, they have this form and no other.
            html.Replace(string.Create(CultureInfo.InvariantCulture, $"&#x{(int)character:X};"), "\uFFFD");
        }

        using var writer = new StreamWriter(output, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true);
        writer.Write(html);
    }

    static string Render<TPage>(IReadOnlyDictionary<string, object?> parameters)
        where TPage : IComponent
    {
        var characters = new TextEncoderSettings(UnicodeRanges.All);
        characters.ForbidCharacters(Reordering);
        using var services = new ServiceCollection()
            .AddSingleton(HtmlEncoder.Create(characters))
            .BuildServiceProvider();
        using var renderer = new HtmlRenderer(services, NullLoggerFactory.Instance);
        var view = ParameterView.FromDictionary(new Dictionary<string, object?>(parameters, StringComparer.Ordinal));

        // Nothing in the components waits, so the task is complete when it comes back.
        return renderer.Dispatcher.InvokeAsync(async () =>
        {
            var page = await renderer.RenderComponentAsync<TPage>(view);
            return page.ToHtmlString();
        }).GetAwaiter().GetResult();
    }
}

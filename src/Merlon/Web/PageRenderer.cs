using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.Logging.Abstractions;

namespace Merlon.Web;

/// <summary>Renders Razor components to text: for files and for answers of the server. Same parameters, same text.</summary>
sealed class PageRenderer : IDisposable
{
    /// <summary>
    /// Characters that reorder the text around them. They are shown as the replacement character: a foreign title must not be
    /// able to turn a sentence round.
    /// </summary>
    static readonly char[] Reordering =
        ['\u202A', '\u202B', '\u202C', '\u202D', '\u202E', '\u2066', '\u2067', '\u2068', '\u2069'];

    readonly ServiceProvider services;

    public PageRenderer()
    {
        var characters = new TextEncoderSettings(UnicodeRanges.All);
        characters.ForbidCharacters(Reordering);
        services = new ServiceCollection().AddSingleton(HtmlEncoder.Create(characters)).BuildServiceProvider();
    }

    /// <summary>Renders a component; nothing in it may wait.</summary>
    public string Render(Type page, IReadOnlyDictionary<string, object?> parameters)
    {
        using var renderer = new HtmlRenderer(services, NullLoggerFactory.Instance);
        var view = ParameterView.FromDictionary(new Dictionary<string, object?>(parameters, StringComparer.Ordinal));

        // Nothing in the components waits, so the task is complete when it comes back.
        var rendered = renderer.Dispatcher.InvokeAsync(async () =>
        {
            var root = await renderer.RenderComponentAsync(page, view);
            return root.ToHtmlString();
        }).GetAwaiter().GetResult();

        var html = new StringBuilder(rendered);
        foreach (var character in Reordering)
        {
            // The encoder refuses these, so wherever they stand, in text or attribute, they have this form and no other.
            html.Replace(string.Create(CultureInfo.InvariantCulture, $"&#x{(int)character:X};"), "\uFFFD");
        }

        return html.ToString();
    }

    /// <inheritdoc/>
    public void Dispose() => services.Dispose();
}

using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace Merlon.Web.Site;

/// <summary>Text made safe for the site's pages: escaped, and characters that reorder the text around them replaced.</summary>
static class SiteHtml
{
    static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    /// <summary>Escapes text for content and for quoted attributes.</summary>
    public static string Escape(string text)
    {
        if (text.AsSpan().IndexOfAnyInRange('\u202A', '\u2069') >= 0)
        {
            var plain = new StringBuilder(text);
            for (var i = 0; i < plain.Length; i++)
            {
                plain[i] = plain[i] is (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069') ? '\uFFFD' : plain[i];
            }

            text = plain.ToString();
        }

        return Encoder.Encode(text);
    }

    /// <summary>Appends a template whose holes are escaped; what is HTML already comes as <see cref="Markup"/>.</summary>
    public static StringBuilder Html(this StringBuilder html, FormattableString template)
    {
        var arguments = template.GetArguments();
        var escaped = new object[arguments.Length];
        for (var i = 0; i < escaped.Length; i++)
        {
            escaped[i] = arguments[i] switch
            {
                Markup markup => markup.Html,
                IFormattable number => number.ToString(format: null, CultureInfo.InvariantCulture),
                var text => Escape(text?.ToString() ?? ""),
            };
        }

        return html.AppendFormat(CultureInfo.InvariantCulture, template.Format, escaped);
    }
}

/// <summary>Text that is HTML of our own making.</summary>
readonly record struct Markup(string Html);

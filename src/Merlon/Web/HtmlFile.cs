using System.Text;
using Microsoft.AspNetCore.Components;

namespace Merlon.Web;

/// <summary>Writes a Razor component as one HTML file. Same parameters, same bytes.</summary>
static class HtmlFile
{
    public static void Write<TPage>(IReadOnlyDictionary<string, object?> parameters, Stream output)
        where TPage : IComponent
    {
        using var renderer = new PageRenderer();
        using var writer = new StreamWriter(output, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true);
        writer.Write(renderer.Render(typeof(TPage), parameters));
    }
}

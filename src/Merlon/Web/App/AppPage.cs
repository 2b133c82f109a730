using Microsoft.AspNetCore.Components;

namespace Merlon.Web.App;

/// <summary>One page of the application: which component, with what, under which heading.</summary>
/// <param name="Component">A Razor component; it stands inside the shell.</param>
/// <param name="Title">Title of the page, before the product's name; foreign text is allowed.</param>
/// <param name="Area">Which entry of the menu is current, such as <c>matrix</c>.</param>
public sealed record AppPage(Type Component, string Title, string Area)
{
    /// <summary>Parameters of the component.</summary>
    public IReadOnlyDictionary<string, object?> Parameters { get; init; } = new Dictionary<string, object?>(StringComparer.Ordinal);

    /// <summary>Modules of the page beside <c>app.js</c>, by file name.</summary>
    public IReadOnlyList<string> Scripts { get; init; } = [];

    /// <summary>Styles of the page beside <c>app.css</c>, by file name.</summary>
    public IReadOnlyList<string> Styles { get; init; } = [];

    /// <summary>Areas of texts that the page's scripts need.</summary>
    public IReadOnlyList<string> ScriptTexts { get; init; } = [];

    /// <summary>HTTP status.</summary>
    public int Status { get; init; } = StatusCodes.Status200OK;

    /// <summary>True for a page that uses the whole width, such as the matrix.</summary>
    public bool IsWide { get; init; }

    /// <summary>True for a page without menu: sign-in, first start.</summary>
    public bool IsBare { get; init; }

    /// <summary>A page of a component, with parameters by name.</summary>
    public static AppPage Of<TComponent>(string title, string area, params (string Name, object? Value)[] parameters)
        where TComponent : IComponent
        => new(typeof(TComponent), title, area) { Parameters = parameters.ToDictionary(static p => p.Name, static p => p.Value, StringComparer.Ordinal) };

    /// <summary>Answers the request with the page, compressed where the browser takes it.</summary>
    public async Task AnswerAsync(HttpContext context)
    {
        var server = context.RequestServices.GetRequiredService<AppServer>();
        var html = server.Renderer.Render(typeof(Shell), new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            [nameof(Shell.Page)] = this,
            [nameof(Shell.Given)] = server.ContextOf(context),
        });
        context.Response.StatusCode = Status;
        context.Response.ContentType = "text/html; charset=utf-8";
        context.Response.Headers.CacheControl = "no-store";
        await context.Response.WriteAsync(html, context.RequestAborted);
    }
}

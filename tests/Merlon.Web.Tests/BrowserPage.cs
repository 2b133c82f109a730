using Microsoft.Playwright;

namespace Merlon.Web.Tests;

/// <summary>One page in a browser with a session of its own. Errors of scripts and of the policy are kept, and fail the test when the page is disposed of.</summary>
sealed class BrowserPage : IAsyncDisposable
{
    readonly IBrowserContext context;
    readonly List<string> troubles = [];

    public BrowserPage(IBrowserContext context, IPage page)
    {
        this.context = context;
        Page = page;
        page.PageError += (_, error) => troubles.Add(error);
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
            {
                troubles.Add(message.Text);
            }
        };
    }

    /// <summary>The page.</summary>
    public IPage Page { get; }

    /// <summary>What the console said that was an error; a test that provokes one clears it.</summary>
    public ICollection<string> Troubles => troubles;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await context.CloseAsync();
        troubles.ShouldBeEmpty();
    }
}

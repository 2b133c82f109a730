using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace Merlon.Web.Tests;

/// <summary>One page in a browser with a session of its own. Errors of scripts and of the policy are kept, and fail the test when the page is disposed of.</summary>
sealed class BrowserPage : IAsyncDisposable
{
    /// <summary>Marks the page when everything of it is there, and keeps what the page said: notes go away after some seconds, which may be too soon for a test on a slow machine.</summary>
    const string Begin =
        """
        window.merlonNotes = [];
        addEventListener("load", () => document.documentElement.setAttribute("data-loaded", ""));
        addEventListener("DOMContentLoaded", () => {
          const place = document.getElementById("notes");
          if (place) new MutationObserver((changes) => { for (const change of changes) merlonNotes.push(...change.addedNodes); }).observe(place, { childList: true });
        });
        """;

    readonly IBrowserContext context;
    readonly ConcurrentQueue<string> troubles = new(); // told by the browser whenever it likes

    public BrowserPage(IBrowserContext context, IPage page)
    {
        this.context = context;
        Page = page;
        page.PageError += (_, error) => troubles.Enqueue(error);
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
            {
                troubles.Enqueue(message.Text);
            }
        };
    }

    /// <summary>
    /// A page of a person. Whatever a test does with it waits until the page is there with all that answers to it: a click on a link returns before the next page has its scripts.
    /// </summary>
    public static async Task<BrowserPage> OfAsync(IBrowserContext context)
    {
        context.SetDefaultTimeout(Patience.Ms);
        await context.AddInitScriptAsync(Begin);
        var page = await context.NewPageAsync();
        await page.AddLocatorHandlerAsync(page.Locator("html:not([data-loaded])"), () => page.WaitForLoadStateAsync(LoadState.Load));
        return new BrowserPage(context, page);
    }

    /// <summary>Waits until the page has said something, whether or not it still stands there.</summary>
    public static Task SaysAsync(IPage page, string text)
        => page.WaitForFunctionAsync("(text) => merlonNotes.some((note) => note.textContent.includes(text))", text);

    /// <summary>Presses a button of the last note that has one of that name, whether or not it still stands there.</summary>
    public static Task PressNoteAsync(IPage page, string name) => page.WaitForFunctionAsync(
        """
        (name) => {
          const button = merlonNotes.flatMap((note) => [...note.querySelectorAll("button")]).findLast((one) => one.textContent === name);
          button?.click();
          return Boolean(button);
        }
        """,
        name);

    /// <summary>Waits until the page shows what it was opened for: one that is worked out first loads itself anew, or takes what is new in place, which must not happen while it is measured.</summary>
    public static Task ArrivedAsync(IPage page)
        => page.WaitForSelectorAsync("html[data-loaded]:not(:has([data-work], .plan-wait[data-job], .home[data-working]))", new() { State = WaitForSelectorState.Attached });

    /// <summary>The page.</summary>
    public IPage Page { get; }

    /// <summary>What the console said that was an error; a test that provokes one clears it.</summary>
    public ConcurrentQueue<string> Troubles => troubles;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await context.CloseAsync();
        troubles.ShouldBeEmpty();
    }
}

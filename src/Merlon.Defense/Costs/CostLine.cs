namespace Merlon.Costs;

/// <summary>The three kinds of what a defence costs.</summary>
public enum CostCategory
{
    /// <summary>Courses, exercises, certificates, and the days of those who attend.</summary>
    Training,

    /// <summary>Tools and technology: licences, hardware, storage, services bought.</summary>
    Tools,

    /// <summary>People's work: own days and days bought.</summary>
    People,
}

/// <summary>One line of what something costs: once, or every year that it is kept.</summary>
/// <param name="Category">Of which kind.</param>
/// <param name="IsYearly">True for what recurs each year, false for what is paid once.</param>
/// <param name="Money">Money beside the days, in the organisation's currency, 0 or more.</param>
/// <param name="Days">Person-days, 0 or more.</param>
/// <param name="Role">Whose days; empty for anybody's. Its day rate is the organisation's.</param>
public sealed record CostLine(CostCategory Category, bool IsYearly, decimal Money, decimal Days, string Role);

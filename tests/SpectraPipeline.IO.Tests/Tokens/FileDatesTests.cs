using SpectraPipeline.IO.Tokens;
using Xunit;

namespace SpectraPipeline.IO.Tests.Tokens;

public sealed class FileDatesTests
{
    private static readonly DateTime s_moment = new(2019, 12, 16, 9, 57, 7);

    [Theory]
    [InlineData("2019-12-16 09:57:07")]
    [InlineData("2019-12-16T09:57:07")]
    [InlineData("2019-12-16, 09:57:07")]
    [InlineData("2019/12/16 09:57:07")]
    [InlineData("16.12.2019 09:57:07")]
    [InlineData("16.12.19 9:57:07")]
    [InlineData("16/12/2019 09:57:07")]
    [InlineData("12/16/2019 09:57:07")]
    [InlineData("12-16-2019, 09:57:07")]
    [InlineData("12/16/2019 9:57:07 AM")]
    [InlineData("16/12/2019 9:57:07 AM")]
    [InlineData("Mon Dec 16 09:57:07 2019")]
    [InlineData("Monday, December 16, 2019, 09:57:07")]
    [InlineData("December 16, 2019 9:57:07 AM")]
    [InlineData("16-Dec-2019 09:57:07")]
    [InlineData("16 décembre 2019 09:57:07")]
    [InlineData("lun. 16 déc. 2019 09:57:07")]
    [InlineData("lundi 16 décembre 2019 à 09h57m07s")]
    [InlineData("Mo. 16. Dez. 2019 09:57:07")]
    [InlineData("Montag, 16. Dezember 2019 um 9:57:07 Uhr")]
    [InlineData("16 de diciembre de 2019 9:57:07")]
    [InlineData("lunes, 16 de diciembre de 2019, 9:57:07 a.m.")]
    [InlineData("lunedì 16 dicembre 2019 09:57:07")]
    [InlineData("16 december 2019 09:57:07")]
    public void One_moment_in_every_way_of_writing(string text)
    {
        Assert.Equal(s_moment, FileDates.Read(text));
        Assert.Equal(DateTimeKind.Unspecified, FileDates.Read(text)!.Value.Kind);
    }

    [Theory]
    [InlineData("2019-12-16T09:57:07Z", 0)]
    [InlineData("Mon Dec 16 09:57:07 GMT 2019", 0)]
    [InlineData("Mon Dec 16 09:57:07 UTC 2019", 0)]
    [InlineData("Mon Dec 16 09:57:07 CET 2019", 1)]
    [InlineData("Mon Dec 16 09:57:07 CEST 2019", 2)]
    [InlineData("2019-12-16T09:57:07+05:30", 5.5)]
    [InlineData("2019-12-16 09:57:07.000-0800", -8)]
    public void A_zone_with_one_meaning_gives_UTC(string text, double hoursAhead)
    {
        DateTime read = FileDates.Read(text)!.Value;
        Assert.Equal((s_moment.AddHours(-hoursAhead), DateTimeKind.Utc), (read, read.Kind));
    }

    [Theory]
    [InlineData("Mon Dec 16 09:57:07 EST 2019")]
    [InlineData("Mon Dec 16 09:57:07 IST 2019")]
    public void A_zone_with_several_meanings_is_left_open(string text) =>
        Assert.Equal((s_moment, DateTimeKind.Unspecified), (FileDates.Read(text)!.Value, FileDates.Read(text)!.Value.Kind));

    [Theory]
    [InlineData("01/05/16 11:27:14")]
    [InlineData("01/05/2016 11:27:14")]
    [InlineData("05-01-2016 11:27:14")]
    [InlineData("01/05/2016 3:00:00 PM")]
    [InlineData("16.12.2019")]
    [InlineData("09:57:07")]
    [InlineData("31 février 2019 09:57:07")]
    [InlineData("16 décembre 2019 25:57:07")]
    [InlineData("16 Blaumond 2019 09:57:07")]
    [InlineData("December 16, 2019 13:57:07 PM")]
    [InlineData("0001-01-01 00:00:00+05:00", true)]
    [InlineData("")]
    public void What_has_two_readings_or_none_is_no_date(string text, bool outOfRange = false)
    {
        if (outOfRange)
            Assert.Equal(DateTimeKind.Unspecified, FileDates.Read(text)!.Value.Kind);
        else
            Assert.Null(FileDates.Read(text));
    }

    [Theory]
    [InlineData("janvier", 1)]
    [InlineData("févr.", 2)]
    [InlineData("März", 3)]
    [InlineData("marzo", 3)]
    [InlineData("août", 8)]
    [InlineData("Okt.", 10)]
    [InlineData("setembro", 9)]
    [InlineData("décembre", 12)]
    [InlineData("Brumaire", 0)]
    public void Months_are_known_in_several_languages(string word, int month) => Assert.Equal(month, MonthWords.Number(word));

    [Theory]
    [InlineData("\u0661\u0666 December 2019 09:57:07")]
    [InlineData("16 December 2019 \u0660\u0669:57:07")]
    public void Digits_of_other_scripts_make_no_date(string text) => Assert.Null(FileDates.Read(text));

    [Fact]
    public void A_moment_some_seconds_after_another_keeps_its_kind()
    {
        DateTime utc = DateTime.SpecifyKind(s_moment, DateTimeKind.Utc);
        Assert.Equal(new DateTime(2019, 12, 16, 9, 57, 8, 500, DateTimeKind.Utc), FileDates.After(utc, 1.5));
        Assert.Equal(DateTimeKind.Utc, FileDates.After(utc, 1.5)!.Value.Kind);
        Assert.Equal(s_moment.AddDays(-1), FileDates.After(s_moment, -86400));
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(3e11)]
    [InlineData(-1e11)]
    [InlineData(1e300)]
    public void A_sum_beyond_the_calendar_is_no_date(double seconds)
    {
        Assert.Null(FileDates.After(s_moment, seconds));
        Assert.Null(FileDates.After(null, 0));
    }
}

use jiff::civil::date;

use super::*;
use crate::{
    AgeBand,
    national::sample::{insurance, insured, tables},
};

fn paid(copayment: i64, cost: Option<i64>) -> Paid {
    Paid { copayment: Yen(copayment), cost: cost.map(Yen) }
}

#[test]
fn under_70_only_co_payments_from_the_floor_on_are_set_together() {
    let tables = tables();
    let on = date(2026, 7, 1);
    let of = insurance(AgeBand::Under70, "ウ");
    let all = [paid(20_990, Some(69_970)), paid(21_000, Some(70_000)), paid(90_000, Some(300_000))];
    let refund = refund(&tables, on, &of, &all, false).unwrap();
    assert_eq!(refund, Refund { limit: Yen(81_130), refund: Yen(29_870) });
}

#[test]
fn from_70_on_every_co_payment_is_set_together() {
    let tables = tables();
    let mut of = insurance(AgeBand::From70, "一般");
    of.share = Some(crate::money::Ratio::percent(20).unwrap());
    let all = [paid(57_600, None), paid(3_000, None)];
    let refund = refund(&tables, date(2026, 7, 1), &of, &all, false).unwrap();
    assert_eq!(refund, Refund { limit: Yen(57_600), refund: Yen(3_000) });
}

#[test]
fn a_limit_that_follows_from_the_cost_is_undecided_without_it() {
    let tables = tables();
    let of = insured(insurance(AgeBand::Under70, "ウ"));
    let on = date(2026, 8, 1);
    assert!(limit(&tables, on, &of, None, false).is_err());
    assert_eq!(limit(&tables, on, &of, Some(Yen(1_000_000)), false), Ok(Yen(92_940)));
    let fixed = insured(insurance(AgeBand::Under70, "エ"));
    assert_eq!(limit(&tables, on, &fixed, None, false), Ok(Yen(61_500)));
}

#[test]
fn without_a_proof_there_is_no_limit_under_70() {
    let tables = tables();
    let mut of = insurance(AgeBand::Under70, "ウ");
    of.limit_proof = false;
    assert!(limit(&tables, date(2026, 8, 1), &insured(of), Some(Yen(10)), false).is_err());
}

#[test]
fn the_limit_of_the_year_is_known_where_it_was_read() {
    let tables = tables();
    let year = |class| {
        let band = if class == "ウ" { AgeBand::Under70 } else { AgeBand::From70 };
        let of = insurance(band, class);
        year_limit(&tables, "2026-08".parse().unwrap(), &of).ok()
    };
    assert_eq!(year("ウ"), Some(Yen(530_000)));
    assert_eq!(year("現役並みⅠ"), None);
}

#[test]
fn members_share_the_highest_limit_and_a_fraction_is_undecided() {
    let shares = |limits: &[i64]| {
        let limits: Vec<Yen> = limits.iter().copied().map(Yen).collect();
        share_limit(&limits).map(|shares| shares.iter().map(|yen| yen.0).collect::<Vec<_>>())
    };
    assert_eq!(shares(&[30_000, 10_000]), Ok(vec![22_500, 7_500]));
    assert_eq!(shares(&[10_000, 10_000]), Ok(vec![5_000, 5_000]));
    assert_eq!(shares(&[0, 0]), Ok(vec![0, 0]));
    assert_eq!(shares(&[]), Ok(vec![]));
    assert!(shares(&[10_000, 10_000, 10_000]).is_err());
}

#[test]
fn days_of_a_month_drop_the_fraction() {
    assert_eq!(by_days(Yen(34_800), 10, 31), Yen(11_225));
    assert_eq!(by_days(Yen(20_000), 31, 31), Yen(20_000));
    assert_eq!(by_days(Yen(20_000), 1, 30), Yen(666));
    assert_eq!(by_days(Yen(20_000), 1, 0), Yen::ZERO);
}

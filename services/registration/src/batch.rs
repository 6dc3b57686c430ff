//! One message of an upload: its rows read, their people found, their certificates decided on, and a result for
//! each, in order.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use domain::{
    PersonKey,
    body_code::BodyCode,
    certificate::{Certificate, CertificateRef, Command, Event},
    certificate_id::CertificateId,
    certificate_type::CertificateTypeId,
    check_digit::CheckDigitPolicy,
    request_id::RequestId,
    sub_key::SubKey,
};
use ledger::{AppendError, Appended, Position, RecordedEvent, StreamName};
use sealing::GetError;
use wire::{
    Envelope, FieldError, Refusal,
    my_number::UnreadMyNumber,
    proto::registration::v1::{self as proto, Finding, RowOutcome, RowResult, finding::Kind},
    registration::{Change, RecipientRow, WriteStyle, recipient_row, refusal, warning},
};

use crate::{
    Registration,
    check::{Checked, check},
    decide::{DecideError, Decided, Decision, History, changed_fields},
    master, status,
};

/// How often the rows of one certificate are decided on again when others write to it.
const ATTEMPTS_MAX: usize = 8;

/// The most rows of one certificate that are appended together; each leaves at most two events.
const ROWS_TOGETHER_MAX: usize = 100;

/// An upload whose header was read. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Upload {
    pub(crate) room: Registration,
    pub(crate) envelope: Envelope,
    pub(crate) request_id: RequestId,
    pub(crate) request_text: Arc<str>,
    pub(crate) body: BodyCode,
    pub(crate) style: WriteStyle,
    pub(crate) policy: CheckDigitPolicy,
    pub(crate) dry_run: bool,
    /// Where it stands that the upload was taken to its end before: what it did not record then it does not
    /// record now.
    pub(crate) completed: Option<Position>,
}

/// Rows that fit the program master, waiting for their people to be found.
pub(crate) struct Fitted {
    /// A result per row; those not refused say nothing yet.
    results: Vec<RowResult>,
    fits: Vec<Fit>,
    /// The My Number of each row that fits.
    numbers: Vec<UnreadMyNumber>,
}

/// Rows whose people are known, waiting to be decided on.
pub(crate) struct Prepared {
    /// A result per row; those not yet decided on say nothing.
    results: Vec<RowResult>,
    /// The rows to decide on, by certificate.
    groups: Vec<Group>,
}

/// Rows that were decided on, waiting to be recorded.
pub(crate) struct Proposed {
    /// A result per row; those not yet recorded say nothing.
    results: Vec<RowResult>,
    /// The first turn of each certificate, with its stream.
    rounds: Vec<(Round, StreamName)>,
}

/// Rows that were appended, waiting for their results.
pub(crate) struct Recorded {
    /// A result per row; of those decided on they say nothing yet.
    results: Vec<RowResult>,
    rounds: Vec<(Round, StreamName)>,
    /// The ledger's answer to each round that has news.
    appended: Vec<Result<Appended, AppendError>>,
}

impl Prepared {
    /// The certificates its rows are about.
    pub(crate) fn certificates(&self) -> HashSet<CertificateId> {
        self.groups.iter().map(|group| group.certificate.id()).collect()
    }
}

/// Some rows of one certificate, in their order.
struct Group {
    certificate: CertificateRef,
    rows: Vec<Pending>,
    attempts: usize,
}

/// One row to decide on.
struct Pending {
    place: usize,
    change: Change,
    findings: Vec<Finding>,
}

/// A row that fits the program master; its person is not known yet.
struct Fit {
    place: usize,
    certificate_type: CertificateTypeId,
    sub_key: SubKey,
    change: Change,
    checked: Checked,
}

impl Upload {
    /// Finds whose rows these are. New people are durable before this returns; nothing else is.
    ///
    /// # Errors
    ///
    /// The ledger's or the key store's trouble. What is wrong with a row is in its result.
    pub(crate) async fn prepare(&self, fitted: Fitted) -> Result<Prepared, Refusal> {
        let Fitted { mut results, fits, numbers } = fitted;
        let mut groups = Groups::default();
        for (fit, person) in fits.into_iter().zip(self.people(numbers).await?) {
            let Fit { place, certificate_type, sub_key, change, mut checked } = fit;
            match person {
                Err(error) => refuse(&mut results, place, [error]),
                Ok(Found { person, check_digit_holds }) => {
                    checked.digit("myNumber", check_digit_holds, self.policy);
                    let pending = Pending { place, change, findings: checked.warnings };
                    match person {
                        Some(person) => groups.put(
                            CertificateRef::new(self.body, certificate_type, person, sub_key),
                            pending,
                        ),
                        None if self.completed.is_some() => {
                            refuse(&mut results, place, [status::row_too_late()]);
                        }
                        None => first_of_a_stranger(&mut results, pending),
                    }
                }
            }
        }
        Ok(Prepared { results, groups: groups.0 })
    }

    /// Reads rows and checks them against the program master: those that have their form and fit their program, and
    /// the results of the others, which are refused.
    ///
    /// # Errors
    ///
    /// The ledger's trouble.
    pub(crate) async fn fit(
        &self,
        first_row: u64,
        rows: Vec<proto::RecipientRow>,
    ) -> Result<Fitted, Refusal> {
        let mut results: Vec<RowResult> = (first_row..)
            .zip(&rows)
            .map(|(row, _)| RowResult { row, ..Default::default() })
            .collect();
        let today = self.envelope.today();
        let mut formed = Vec::with_capacity(rows.len());
        for (place, row) in rows.into_iter().enumerate() {
            match recipient_row(row, self.style, today) {
                Ok(row) => formed.push((place, row)),
                Err(errors) => refuse(&mut results, place, errors),
            }
        }
        let types = formed.iter().map(|(_, row)| &row.certificate_type);
        let programs = master::programs(&self.room.ledger, self.body, types).await?;
        let mut fits = Vec::with_capacity(formed.len());
        let mut numbers = Vec::with_capacity(formed.len());
        for (place, row) in formed {
            let RecipientRow { my_number, certificate_type, sub_key, change } = row;
            let program = programs.get(&certificate_type).filter(|it| it.master().is_some());
            let Some(program) = program else {
                refuse(&mut results, place, [status::program_not_defined()]);
                continue;
            };
            let checked = match &change {
                Change::Put { row, .. } => check(row, self.body, program, self.policy),
                Change::Delete(_) => Checked::default(),
            };
            if !checked.errors.is_empty() {
                refuse(&mut results, place, checked.errors);
                continue;
            }
            numbers.push(my_number);
            fits.push(Fit { place, certificate_type, sub_key, change, checked });
        }
        Ok(Fitted { results, fits, numbers })
    }

    async fn people(
        &self,
        numbers: Vec<UnreadMyNumber>,
    ) -> Result<Vec<Result<Found, FieldError>>, Refusal> {
        let identity = &self.room.identity;
        if self.records_nothing() {
            let found = identity.look_up_many(numbers, self.policy).await;
            return Ok(found
                .map_err(status::identity_failed)?
                .into_iter()
                .map(|found| {
                    found
                        .map(|it| Found {
                            person: it.person,
                            check_digit_holds: it.check_digit_holds,
                        })
                        .map_err(status::number_refused)
                })
                .collect());
        }
        let attribution = self.envelope.attribution_under(self.request_text.clone());
        let found = identity.resolve_many(numbers, self.policy, attribution).await;
        Ok(found
            .map_err(status::identity_failed)?
            .into_iter()
            .map(|found| {
                found
                    .map(|it| Found {
                        person: Some(it.person),
                        check_digit_holds: it.check_digit_holds,
                    })
                    .map_err(status::number_refused)
            })
            .collect())
    }

    /// Decides on prepared rows, on what is recorded of their certificates now. Records nothing.
    ///
    /// # Errors
    ///
    /// The ledger's or the key store's trouble.
    pub(crate) async fn propose(&self, prepared: Prepared) -> Result<Proposed, Refusal> {
        let Prepared { results, groups } = prepared;
        Ok(Proposed { rounds: self.rounds(groups).await?, results })
    }

    /// Appends what was decided: what of it is recorded is durable when this returns.
    pub(crate) async fn append(&self, proposed: Proposed) -> Recorded {
        let Proposed { results, rounds } = proposed;
        let appended = self.append_rounds(&rounds).await;
        Recorded { results, rounds, appended }
    }

    async fn append_rounds(
        &self,
        rounds: &[(Round, StreamName)],
    ) -> Vec<Result<Appended, AppendError>> {
        let mut appends = Vec::with_capacity(rounds.len());
        for (round, stream) in rounds {
            let decided = round.decided.as_ref().filter(|_| !self.records_nothing());
            let attribution = self.envelope.attribution_under(self.request_text.clone());
            appends.extend(decided.and_then(|it| it.append(stream.clone(), attribution)));
        }
        self.room.ledger.append_each(appends).await
    }

    /// The results of what was appended. Rows that others were faster with, and those that wait for earlier ones of
    /// their certificate, are decided on and appended here. Each result that comes back is durable.
    ///
    /// # Errors
    ///
    /// The ledger's or the key store's trouble; some rows may have been recorded then.
    pub(crate) async fn results(&self, recorded: Recorded) -> Result<Vec<RowResult>, Refusal> {
        let Recorded { mut results, mut rounds, appended } = recorded;
        let mut appended = appended.into_iter();
        // Every round finishes rows or counts an attempt of their certificate.
        while !rounds.is_empty() {
            let mut groups = Vec::new();
            let (mut together, mut streams_together) = (Vec::new(), Vec::new());
            for (round, stream) in rounds {
                let rows = if self.records_nothing() { 0 } else { round.rows_with_news() };
                if rows == 0 {
                    groups.extend(self.settle(round, Vec::new(), &mut results));
                    continue;
                }
                match appended.next() {
                    // The same upload, sent twice at once, was first: its content is compared, not taken for ours.
                    Some(Ok(appended)) if appended.repeated => {
                        groups.extend(again(round.group, &mut results));
                    }
                    Some(Ok(appended)) if rows == 1 => {
                        groups.extend(self.settle(round, vec![appended.position], &mut results));
                    }
                    Some(Ok(_)) => {
                        together.push(round);
                        streams_together.push(stream);
                    }
                    Some(Err(AppendError::Conflict { .. })) => {
                        groups.extend(again(round.group, &mut results));
                    }
                    Some(Err(error)) => return Err(error.into()),
                    None => return Err(AppendError::Closed.into()),
                }
            }
            // Rows that were appended together are told where their own events stand, as they are when they
            // come again; the append says only where the last one does.
            let histories = self.room.ledger.read_streams(&streams_together).await?;
            for (round, history) in together.into_iter().zip(histories) {
                let positions = round.positions_in(&history);
                groups.extend(self.settle(round, positions, &mut results));
            }
            rounds = self.rounds(groups).await?;
            appended = self.append_rounds(&rounds).await.into_iter();
        }
        Ok(results)
    }

    /// The next turn of each group, with the stream it is about.
    async fn rounds(&self, groups: Vec<Group>) -> Result<Vec<(Round, StreamName)>, Refusal> {
        if groups.is_empty() {
            return Ok(Vec::new());
        }
        let streams = groups
            .iter()
            .map(|group| status::stream(group.certificate.stream()))
            .collect::<Result<Vec<_>, _>>()?;
        let histories = self.room.ledger.read_streams(&streams).await?;
        let rounds = self.decide(groups, histories).await?;
        Ok(rounds.into_iter().zip(streams).collect())
    }

    fn records_nothing(&self) -> bool {
        self.dry_run || self.completed.is_some()
    }

    /// Decides on the next rows of each group, away from the threads that serve calls.
    async fn decide(
        &self,
        groups: Vec<Group>,
        histories: Vec<Vec<RecordedEvent>>,
    ) -> Result<Vec<Round>, Refusal> {
        let keys = self.room.keys.clone();
        let (upload, completed) = (self.request_id, self.completed);
        let decided = tokio::task::spawn_blocking(move || {
            groups
                .into_iter()
                .zip(histories)
                .map(|(group, recorded)| {
                    let key = match keys.get(group.certificate.person()) {
                        Ok(Some(key)) => key,
                        // The key was destroyed since the person was found.
                        Ok(None) | Err(GetError::Shredded { .. }) => {
                            return Ok(Round { group, decided: None });
                        }
                        Err(error @ GetError::Damaged { .. }) => return Err(status::no_key(error)),
                    };
                    let changes: Vec<Change> = group
                        .rows
                        .iter()
                        .take(ROWS_TOGETHER_MAX)
                        .map(|row| row.change.clone())
                        .collect();
                    let history = History::read(recorded, Some(&key)).map_err(DecideError::from)?;
                    let decided =
                        history.decide(&group.certificate, &changes, &upload, completed, &key)?;
                    Ok(Round { group, decided: Some(decided) })
                })
                .collect::<Result<Vec<_>, Refusal>>()
        });
        decided.await.map_err(|_| status::failed_inside())?
    }

    /// Writes the results of the rows decided on; gives back the rows of the group that are left. `positions`
    /// are those of the rows that made something happen, in order; none where nothing is recorded.
    fn settle(
        &self,
        round: Round,
        positions: Vec<Position>,
        results: &mut [RowResult],
    ) -> Option<Group> {
        let Round { mut group, decided } = round;
        let mut positions = positions.into_iter();
        let Some(decided) = decided else {
            for row in group.rows {
                refuse(results, row.place, [status::person_erased()]);
            }
            return None;
        };
        let rest = group.rows.split_off(decided.decisions.len().min(group.rows.len()));
        let name = group.certificate.id().resource_name();
        let decisions = decided.decisions.into_iter().zip(decided.overlaps);
        for (row, (decision, overlap)) in group.rows.into_iter().zip(decisions) {
            let Pending { place, mut findings, .. } = row;
            let Some(result) = results.get_mut(place) else { continue };
            result.certificate.clone_from(&name);
            match decision {
                Decision::Unchanged => result.set_outcome(RowOutcome::Unchanged),
                Decision::Happens { recorded: None, .. } if self.completed.is_some() => {
                    refuse(results, place, [status::row_too_late()]);
                    continue;
                }
                Decision::Happens { events, recorded } => {
                    result.set_outcome(outcome(&events));
                    result.changed_fields =
                        changed_fields(&events).into_iter().map(str::to_owned).collect();
                    let position = recorded.or_else(|| positions.next());
                    result.position = position.unwrap_or_default().get();
                }
                Decision::Refused(refusal) => {
                    refuse(results, place, [status::row_refused(&refusal)]);
                    continue;
                }
                Decision::Reused => {
                    refuse(results, place, [status::row_reused()]);
                    continue;
                }
                Decision::Full => {
                    refuse(results, place, [status::row_history_full()]);
                    continue;
                }
            }
            if let Some(other) = overlap {
                findings.push(warning(
                    "validFrom",
                    Kind::PeriodOverlaps,
                    format!("the period shares days with history row `{other}`"),
                    "end one of the two rows; on shared days the row that begins later is told",
                ));
            }
            result.findings = findings;
        }
        (!rest.is_empty()).then_some(Group { rows: rest, ..group_of(group.certificate) })
    }
}

/// One certificate's turn in a round.
struct Round {
    group: Group,
    /// None when the person was erased.
    decided: Option<Decided>,
}

impl Round {
    fn rows_with_news(&self) -> usize {
        self.decided.as_ref().map_or(0, Decided::rows_with_news)
    }

    fn positions_in(&self, recorded: &[RecordedEvent]) -> Vec<Position> {
        self.decided.as_ref().map(|it| it.positions_in(recorded)).unwrap_or_default()
    }
}

/// What is known of a My Number's person.
struct Found {
    person: Option<PersonKey>,
    check_digit_holds: bool,
}

/// Rows by certificate, in the order in which certificates first came.
#[derive(Default)]
struct Groups(Vec<Group>, HashMap<CertificateRef, usize>);

impl Groups {
    fn put(&mut self, certificate: CertificateRef, pending: Pending) {
        let Self(groups, places) = self;
        let place = *places.entry(certificate.clone()).or_insert(groups.len());
        match groups.get_mut(place) {
            Some(group) => group.rows.push(pending),
            None => groups.push(Group { rows: vec![pending], ..group_of(certificate) }),
        }
    }
}

fn group_of(certificate: CertificateRef) -> Group {
    Group { certificate, rows: Vec::new(), attempts: 0 }
}

/// The group once more, or its rows refused when others keep writing to its certificate.
fn again(mut group: Group, results: &mut [RowResult]) -> Option<Group> {
    group.attempts += 1;
    if group.attempts < ATTEMPTS_MAX {
        return Some(group);
    }
    for row in group.rows {
        refuse(results, row.place, [status::row_contended()]);
    }
    None
}

fn refuse(results: &mut [RowResult], place: usize, errors: impl IntoIterator<Item = FieldError>) {
    if let Some(result) = results.get_mut(place) {
        result.certificate.clear();
        result.set_outcome(RowOutcome::Refused);
        result.findings = errors.into_iter().map(refusal).collect();
    }
}

/// The answer of a dry run for a person nobody has registered yet.
fn first_of_a_stranger(results: &mut [RowResult], pending: Pending) {
    let command = match pending.change {
        Change::Put { row, not_disclosed } => Command::Register { row: *row, not_disclosed },
        Change::Delete(history_key) => Command::Delete(history_key),
    };
    match Certificate::default().decide(command) {
        Ok(events) => {
            if let Some(result) = results.get_mut(pending.place) {
                result.set_outcome(outcome(&events));
                result.findings = pending.findings;
            }
        }
        Err(error) => refuse(results, pending.place, [status::row_refused(&error)]),
    }
}

fn outcome(events: &[Event]) -> RowOutcome {
    match events.first() {
        None => RowOutcome::Unchanged,
        Some(Event::Registered { .. }) => RowOutcome::Registered,
        Some(Event::PeriodAdded(_)) => RowOutcome::PeriodAdded,
        Some(Event::Corrected { .. }) => RowOutcome::Corrected,
        Some(Event::Ended { .. }) => RowOutcome::Ended,
        Some(Event::Deleted(_)) => RowOutcome::Deleted,
        Some(Event::Reinstated(_)) => RowOutcome::Reinstated,
        Some(Event::Withheld { .. } | Event::Lifted { .. }) => RowOutcome::DisclosureChanged,
    }
}
